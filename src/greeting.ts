export interface Greeting {
  /** Whether the API is served here. */
  answers: boolean
  url: string
  demoKey: string | undefined
  demoTenant: string
  /** Only when nobody has seen it yet. */
  adminKey: string | undefined
}

/** What the first screen says: where it answers, the page, the keys, and one call to paste. */
export function greeting ({ url, answers, demoKey, demoTenant, adminKey }: Greeting): string {
  const lines = ['', `  Crachá answers at   ${url}`, answers ? `  The page of the API ${url}/docs` : '  This process delivers; it answers for itself only.']
  if (adminKey !== undefined) lines.push(`  Administrator's key ${adminKey}   (shown this once)`)
  if (demoKey !== undefined) {
    lines.push(
      `  Key of "${demoTenant}"       ${demoKey}`, '',
      '  A first hire:', '',
      `  curl -s ${url}/v1/hires -H 'Authorization: Bearer ${demoKey}' -H 'Content-Type: application/json' \\`,
      '    -d \'{"employee_number":"00123","full_name":"Ana Souza","work_email":"ana.souza@example.com","job_title":"Analista","hire_date":"2026-03-02"}\'', ''
    )
  }
  return lines.join('\n')
}
