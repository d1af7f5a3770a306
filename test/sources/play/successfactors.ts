import { startSuccessFactorsSandbox, type Contract, type Person } from '../../../src/sources/successfactors/sandbox/index.ts'
import type { Play } from './play.ts'

const WEBHOOK = { verify: 'basic', username: 'successfactors', password: 'a long password of the webhook' }
const OPEN = '9999-12-31'
const OPTION_IDS: Record<string, string> = { A: '14911', T: '14917', X: '20001' }

const dayAfter = (date: string, days = 1): string => new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)
const basic = (password: string): string => `Basic ${Buffer.from(`${WEBHOOK.username}:${password}`).toString('base64')}`

/** The message as it was published, with the variants that were seen. */
export function externalEvent (type: string, keys: Record<string, string>, { namespace = 'http://notification.event.successfactors.com', prefix = 'ns7', id = crypto.randomUUID() as string, entity = 'entityType' } = {}): string {
  const tag = (name: string, content: string): string => `<${prefix}:${name}>${content}</${prefix}:${name}>`
  const pairs = (list: string, item: string, values: Record<string, string>): string =>
    tag(list, Object.entries(values).map(([name, value]) => tag(item, `<name>${name}</name><value>${value}</value>`)).join(''))
  const { userId = '', ...params } = keys
  return `<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><${prefix}:ExternalEvent xmlns:${prefix}="${namespace}">` +
    tag('externalEventMeta', tag('externalEventId', id) + tag('type', `com.successfactors.Employment.AssignmentInformation.${type}`) + tag('publishedAt', String(Date.now())) + tag('publishedBy', 'admin') + tag('effective', 'current') + tag('repost', 'false')) +
    tag('events', tag('event', tag('eventId', crypto.randomUUID()) + tag(entity, 'EmpJob') + tag('effectiveStartDate', '2026-03-02') + tag('repost', 'false') +
      pairs('entityKeys', 'entityKey', { seqNumber: '1', userId }) + pairs('params', 'param', params))) +
    `</${prefix}:ExternalEvent></S:Body></S:Envelope>`
}

export const successfactors: Play = {
  kind: 'successfactors',
  async start () {
    const { url, control, close } = await startSuccessFactorsSandbox({ companyId: 'acmeP', user: 'api', password: 'a password of the sandbox' })
    const now = (): string => new Date().toISOString()
    const contractOf = (id: string): Contract => control.people.get(id)!.contracts.at(-1)!
    const job = (id: string) => contractOf(id).jobs.at(-1)!
    const notice = (type: string, id: string, password: string) => ({
      headers: { authorization: basic(password), 'content-type': 'text/xml; charset=utf-8' },
      body: externalEvent(type, { userId: contractOf(id)?.userId ?? id, personIdExternal: id, perPersonUuid: control.people.get(id)!.perPersonUuid })
    })
    return {
      source: {
        settings: { base_url: url, requests_per_second: 500 },
        credentials: { company_id: 'acmeP', api_user: 'api', password: 'a password of the sandbox', webhook: WEBHOOK },
        options: { reasons: { TERVOL: 'voluntary' } }
      },
      hire ({ id, cpf, email, first, last, title, department, hired, manager }) {
        const row = { startDate: hired, endDate: OPEN, lastModifiedDateTime: now() }
        const person: Person = {
          personIdExternal: id,
          perPersonUuid: `uuid-${id}`,
          dateOfBirth: '1990-01-01',
          lastModifiedDateTime: '2020-01-01T00:00:00Z',
          personal: [{ ...row, firstName: first, lastName: last }],
          emails: [{ emailAddress: `private.${email}`, emailType: '8449', isPrimary: false, lastModifiedDateTime: now() }, { emailAddress: email, emailType: '8448', isPrimary: true, lastModifiedDateTime: now() }],
          phones: [],
          nationalIds: [{ cardType: 'RG', nationalId: '1234567', country: 'BRA', lastModifiedDateTime: now() }, { cardType: 'CPF', nationalId: cpf, country: 'BRA', lastModifiedDateTime: now() }],
          contracts: [{
            userId: `u${id}`,
            startDate: hired,
            endDate: null,
            lastModifiedDateTime: now(),
            user: { status: 't', email },
            jobs: [{ ...row, seqNumber: 1, emplStatus: OPTION_IDS.A, status: 'A', jobTitle: title, department: `D-${department}`, departmentName: department, managerId: manager === undefined ? 'NO_MANAGER' : `u${manager}`, event: '5', eventReason: 'HIRNEW' }]
          }]
        }
        control.people.set(id, person)
      },
      change (id, { title, department, email }) {
        const person = control.people.get(id)!
        if (email !== undefined) Object.assign(person.emails.at(-1)!, { emailAddress: email, lastModifiedDateTime: now() })
        if (title !== undefined) Object.assign(job(id), { jobTitle: title, lastModifiedDateTime: now() })
        if (department !== undefined) Object.assign(job(id), { departmentName: department, lastModifiedDateTime: now() })
      },
      terminate (id, date) {
        const contract = contractOf(id)
        const last = job(id)
        contract.jobs.push({ ...last, seqNumber: 1, startDate: dayAfter(date), endDate: OPEN, emplStatus: OPTION_IDS.T, status: 'T', eventReason: 'TERVOL', lastModifiedDateTime: now() })
        Object.assign(last, { endDate: date })
        Object.assign(contract, { endDate: date, lastModifiedDateTime: now() })
      },
      rehire (id, date) {
        const contract = contractOf(id)
        control.people.get(id)!.contracts.push({
          ...contract,
          userId: `${contract.userId}-1`,
          startDate: date,
          endDate: null,
          lastModifiedDateTime: now(),
          jobs: [{ ...contract.jobs[0]!, startDate: date, endDate: OPEN, emplStatus: OPTION_IDS.A, status: 'A', eventReason: 'REHIRE', lastModifiedDateTime: now() }]
        })
      },
      puzzle (id) { Object.assign(job(id), { emplStatus: OPTION_IDS.X, status: 'X', lastModifiedDateTime: now() }) },
      vanish (id) { control.people.delete(id) },
      notify: (what, id) => notice({ hire: 'Hire', change: 'Change', termination: 'Termination' }[what], id, WEBHOOK.password),
      forge: (id) => notice('Change', id, 'another password'),
      fail: (status, times, after) => control.fail('/odata/v2/PerPerson', status, times, after),
      reads: () => control.requests.filter(({ path }) => path.startsWith('/odata/v2/PerPerson')).length,
      close
    }
  }
}
