import { readdirSync, readFileSync } from 'node:fs'

const FOLDER = new URL('../../docs/samples/', import.meta.url)

/** Language of each sample by the end of its name. */
const LANGUAGES: Record<string, { lang: string, label: string }> = {
  sh: { lang: 'Shell', label: 'curl' },
  ps1: { lang: 'PowerShell', label: 'PowerShell' },
  cs: { lang: 'C#', label: 'C#' },
  py: { lang: 'Python', label: 'Python' },
  prw: { lang: 'ADVPL', label: 'ADVPL (Protheus)' }
}

/** A hire, a termination and reading the status, as an integrator would write them: beside the routes that they call. */
export function samplesOf (url: string): object {
  if (!SHOWN_AT.has(url)) return {}
  return {
    'x-codeSamples': readdirSync(FOLDER).sort().flatMap((file) => {
      const language = LANGUAGES[file.split('.').at(-1)!]
      return language === undefined ? [] : [{ ...language, source: readFileSync(new URL(file, FOLDER), 'utf8') }]
    })
  }
}

const SHOWN_AT = new Set(['/v1/hires', '/v1/terminations'])
