import { CA, CLIENT_CERTIFICATE, CLIENT_KEY } from '../../../src/sources/adp/sandbox/certificates.ts'
import { startAdpSandbox, type SandboxOptions, type Worker } from '../../../src/sources/adp/sandbox/index.ts'
import type { Play } from './play.ts'

export const CREDENTIALS = { client_id: '0f1e2d3c-0000-4000-8000-00000000beef', client_secret: 'a-secret.of the+sandbox%', certificate: CLIENT_CERTIFICATE, private_key: CLIENT_KEY, webhook: { secret: 'a long secret of the webhook' } }

interface Assignment { primaryIndicator: boolean, jobTitle: string, homeOrganizationalUnits: object[], [name: string]: unknown }

/** A worker of the sandbox: full of what is not to be carried, too. */
export const workerOf = ({ id, cpf, email, first, last, title, department, hired, manager }: { id: string, cpf: string, email: string, first: string, last: string, title: string, department: string, hired: string, manager?: string }): Worker => ({
  associateOID: id,
  workerID: { idValue: id },
  person: {
    birthDate: '0000-05-12',
    legalName: { givenName: first, familyName1: last, formattedName: `${last}, ${first}` },
    governmentIDs: [{ idValue: '000-00-1234', nameCode: { codeValue: 'SSN' }, countryCode: 'US' }, { idValue: cpf, nameCode: { codeValue: 'CPF' }, countryCode: 'BR' }],
    communication: { emails: [{ emailUri: `private.${email}` }] }
  },
  businessCommunication: { emails: [{ emailUri: email, nameCode: { codeValue: 'Work E-mail' } }] },
  workerDates: { originalHireDate: hired },
  workerStatus: { statusCode: { codeValue: 'Active' } },
  workAssignments: [
    { itemID: '1', primaryIndicator: false, jobTitle: 'Somebody else', homeOrganizationalUnits: [], assignmentStatus: { statusCode: { codeValue: 'A' } } },
    {
      itemID: '2',
      primaryIndicator: true,
      hireDate: hired,
      jobTitle: title,
      assignmentStatus: { statusCode: { codeValue: 'A', shortName: 'Active' } },
      homeOrganizationalUnits: [{ nameCode: { codeValue: 'D1', shortName: department }, typeCode: { codeValue: 'Department' } }],
      baseRemuneration: { payPeriodRateAmount: { amountValue: 12_332 } },
      ...(manager !== undefined && { reportsTo: [{ associateOID: manager }] })
    }
  ],
  customFieldGroup: { stringFields: [] }
})

export const event = (name: string, data: object, more: object = {}) => ({ events: [{ eventNameCode: { codeValue: name }, eventStatusCode: { codeValue: 'completed' }, effectiveDateTime: '2026-03-02T05:00:00.000+0000', actor: { associateOID: 'THE-HR-CLERK' }, data, ...more }] })

export async function startVendor (options: Partial<SandboxOptions> = {}) {
  const sandbox = await startAdpSandbox({ clientId: CREDENTIALS.client_id, clientSecret: CREDENTIALS.client_secret, holdMs: 1, ...options })
  return { ...sandbox, settings: { base_url: sandbox.url, token_url: `${sandbox.url}/auth/oauth/v2/token`, ca: CA, requests_per_second: 500 } }
}

export const adp: Play = {
  kind: 'adp',
  async start () {
    const { control, settings, close } = await startVendor()
    const worker = (id: string) => control.workers.get(id) as Worker & { workAssignments: Assignment[] }
    const primary = (id: string) => worker(id).workAssignments.find(({ primaryIndicator }) => primaryIndicator)!
    const names = { hire: 'worker.hire', change: 'worker.workAssignment.modify', termination: 'worker.terminate' }
    const notice = (name: string, id: string, secret: string) => ({
      headers: { 'x-webhook-secret': secret, 'content-type': 'application/json' },
      body: JSON.stringify(event(name, { eventContext: { worker: { associateOID: id } } }, { eventID: `${name} ${id}` }))
    })
    return {
      source: { settings, credentials: CREDENTIALS },
      hire (somebody) { control.workers.set(somebody.id, workerOf(somebody)) },
      change (id, { title, department, email }) {
        if (email !== undefined) worker(id).businessCommunication = { emails: [{ emailUri: email }] }
        if (title !== undefined) primary(id).jobTitle = title
        if (department !== undefined) primary(id).homeOrganizationalUnits = [{ nameCode: { codeValue: 'D2', shortName: department }, typeCode: { codeValue: 'Department' } }]
        control.say(event('worker.work-assignment.modify', { output: { worker: { associateOID: id } } }))
      },
      terminate (id, date) {
        Object.assign(worker(id).workerDates as object, { terminationDate: date })
        if (date <= new Date().toISOString().slice(0, 10)) worker(id).workerStatus = { statusCode: { codeValue: 'Terminated' }, reasonCode: { codeValue: 'Q', shortName: 'Resignation' }, effectiveDate: date }
        // What a termination says by itself is never believed: the worker is.
      },
      rehire (id, date) {
        Object.assign(worker(id), { workerDates: { ...worker(id).workerDates as object, rehireDate: date }, workerStatus: { statusCode: { codeValue: 'Active' } } })
      },
      puzzle (id) { worker(id).workerStatus = { statusCode: { codeValue: 'Q', shortName: 'Sabbatical' } } },
      vanish (id) { control.workers.delete(id) },
      notify: (what, id) => notice(names[what], id, CREDENTIALS.webhook.secret),
      forge: (id) => notice('worker.terminate', id, 'another secret'),
      fail: (status, times, after) => control.fail('/hr/v2/', status, times, after),
      reads: () => control.requests.filter(({ path }) => path.startsWith('/hr/v2/')).length,
      close
    }
  }
}
