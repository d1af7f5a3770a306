import t from 'tap'
import pg from 'pg'
import { journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'

/** What may be found nowhere but sealed: as it is sent, as it is kept, and as the platform shows it. */
const PERSONAL = ['Zulmira', 'Quaresma', 'zulmira.quaresma', '52998224725', '529.982.247-25', '987654321', 'Xisto', '11144477735', '1987-06-05', 'segredo-do-token']
const ana = { employee_number: '00771', cpf: '529.982.247-25', full_name: 'Zulmira Quaresma', work_email: 'zulmira.quaresma@example.com', mobile_phone: '+5511987654321', birth_date: '1987-06-05', job_title: 'Analista', hire_date: '2026-03-02' }

t.test('a whole journey, faults included, leaves no personal value and no secret in the open', async (t) => {
  const { say, settled, sandbox, clock, call, log, databaseUrl, sandboxUrl, admin } = await journey(t, { settings: { protected: [{ cpf: '11144477735' }] } })
  sandbox.faults.push({ kind: 'lost', method: 'POST' }, { kind: 'status', status: 500, method: 'GET' }, { kind: 'garbage', method: 'GET' })
  const id = await say('hires', ana)
  await until(async () => {
    clock.forward(2000)
    return (await call(`/v1/events/${id}`)).body.status === 'delivered'
  })
  await settled(await say('hires', { employee_number: '00772', cpf: '11144477735', full_name: 'Xisto Quaresma', managers: [{ cpf: '52998224725' }], job_title: 'Nova' }), 'held')
  await settled(await say('changes', { employee_number: '00779', cpf: '52998224725', department: 'X' }), 'held')
  await call('/v1/hires', { ...ana, full_name: 7, cpf: '529.982.247-26', Zulmira: 'Quaresma' })
  await call('/v1/employees/search', { cpf: '52998224725' })
  await call('/v1/events?employee_id=zulmira.quaresma@example.com')
  await call('/zulmira.quaresma@example.com')
  await settled(await say('terminations', { cpf: '52998224725', date: '2026-11-01', reason: 'voluntary' }), 'held', 'delivered')
  await call('/v1/tenants/acme/destinations/pulses', { kind: 'pulses', base_url: sandboxUrl, credentials: { token: 'segredo-do-token' } }, { method: 'PUT' })
  await say('changes', { employee_number: '00771', department: 'Y' })
  await until(() => log.some((line) => line.includes('"alert":"unauthorized"')))

  const metrics = (await admin('GET', '/metrics')).body as string
  t.match(metrics, /cracha_/)
  const places: [string, string][] = [['the log', log.join('\n')], ['/metrics', metrics], ['the database', await everyRow(databaseUrl)]]
  for (const [place, text] of places) {
    t.ok(text.length > 1000, `${place} has been looked at`)
    for (const value of PERSONAL) t.notOk(text.includes(value), `${value} is not in ${place}`)
  }
})

/** Every row of every table as text, those of pg-boss too. */
async function everyRow (url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      'SELECT format(\'%I.%I\', table_schema, table_name) AS name FROM information_schema.tables WHERE table_schema IN (\'public\', \'pgboss\') AND table_type = \'BASE TABLE\'')
    let all = ''
    for (const { name } of tables) all += (await client.query<{ text: string | null }>(`SELECT string_agg(row::text, E'\\n') AS text FROM ${name} AS row`)).rows[0]?.text ?? ''
    // bytea is shown in hexadecimal: what lies there unsealed is looked for, too.
    return all + all.replace(/\\x([0-9a-f]+)/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1'))
  } finally {
    await client.end()
  }
}
