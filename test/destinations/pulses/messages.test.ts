import t from 'tap'
import { account, ANA, BRUNO, desiredOf, leaving, play, type Delivery } from './harness.ts'

/** Each message that the vendor documents, whatever the HTTP status, in other case and spacing. */
const STATUSES = [200, 400, 409, 422]
const FORMS: [string, (text: string) => string][] = [
  ['as documented', (text) => text],
  ['in capitals', (text) => text.toUpperCase()],
  ['in small letters, wide', (text) => `  ${text.toLowerCase().replaceAll(' ', ' \u00a0 ')}\n`]
]
const USED = 'Social Security Number is already being used by another employee'
const NOT_FOUND = "Leader not found: JOAOZINHO, check if the leader's name is identical to the name entered in the import table."
const HAS_LED = 'It is not possible to delete this user because he has led'
const BELOW = 'It is not possible to assign a leader from the hierarchy below the employee as the leader of the same'
const OWN = 'Employees are not allowed to be leaders of themselves'
const NO_DATE = 'Se a razão de desligamento (resignation_reason) for passada, é necessário passar a data de desligamento (resignation_date).'
const NO_REASON = 'Se a data de desligamento for passada (resignation_date), é necessário passar o motivo de desligamento (resignation_reason).'

type World = Awaited<ReturnType<typeof play>>
const led = (id: string) => desiredOf({ ...ANA, managers: [{ employee_number: '00200' }] }, { managers: [{ state: 'linked', remoteId: id, reference: {} }] })
const reasons = ({ plan }: Delivery) => [...plan.holds.map(({ reason }) => reason), ...plan.waits.map(({ why }) => why)]

interface Case { message: string, method: string, when: string, ends: unknown, go (w: World, fail: () => void): Promise<unknown> }

const CASES: Case[] = [
  { message: USED, method: 'POST', when: 'nobody is there', ends: ['absent', 'identity_conflict'], go: async (w, fail) => hired(w, fail, desiredOf(ANA)) },
  {
    message: USED,
    method: 'POST',
    when: 'the person is there',
    ends: ['active'],
    go: async (w, fail) => {
      w.seed({ cpf: '529.982.247-25'.replace(/\D/g, ''), name: 'Ana Souza', position: 'Analista' })
      return await hired(w, fail, desiredOf(ANA))
    }
  },
  {
    message: USED,
    method: 'PUT',
    when: 'the field is to blame',
    ends: ['active', 'refused_value'],
    go: async (w, fail) => changed(w, fail, desiredOf({ ...ANA, department: 'Varejo' }))
  },
  { message: NOT_FOUND, method: 'POST', when: 'at a hire', ends: ['active', 'manager'], go: async (w, fail) => hired(w, fail, led(w.seed({}).id_person)) },
  { message: NOT_FOUND, method: 'PUT', when: 'at a change', ends: ['active', 'manager'], go: async (w, fail) => changed(w, fail, led(w.seed({}).id_person)) },
  { message: BELOW, method: 'PUT', when: 'at a change', ends: ['active', 'manager'], go: async (w, fail) => changed(w, fail, led(w.seed({}).id_person)) },
  { message: OWN, method: 'PUT', when: 'at a change', ends: ['active', 'refused_value'], go: async (w, fail) => changed(w, fail, led(w.seed({}).id_person)) },
  { message: OWN, method: 'POST', when: 'at a hire', ends: ['active', 'refused_value'], go: async (w, fail) => hired(w, fail, led(w.seed({}).id_person)) },
  { message: HAS_LED, method: 'DELETE', when: 'at an ending', ends: ['active', 'has_reports'], go: async (w, fail) => changed(w, fail, leaving(ANA)) },
  { message: NO_DATE, method: 'DELETE', when: 'at an ending', ends: ['active', 'refused_value'], go: async (w, fail) => changed(w, fail, leaving(ANA)) },
  { message: NO_REASON, method: 'DELETE', when: 'at an ending', ends: ['active', 'refused_value'], go: async (w, fail) => changed(w, fail, leaving(ANA)) },
  { message: 'No employee found', method: 'DELETE', when: 'the account is still listed', ends: ['active', 'retry'], go: async (w, fail) => changed(w, fail, leaving(ANA)) }
]

for (const { message, method, when, ends, go } of CASES) {
  t.test(`${method}, ${when}: ${message.slice(0, 45)}`, async (t) => {
    for (const status of STATUSES) {
      for (const [form, write] of FORMS) {
        const w = await play(t)
        const fail = () => w.fault({ kind: 'status', status, method, body: JSON.stringify({ code: 0, message: write(message) }) })
        t.same(await go(w, fail), ends, `${status}, ${form}`)
      }
    }
  })
}

t.test('a message that nobody has described is tried again with an alert, and is never a success', async (t) => {
  for (const status of STATUSES) {
    const w = await play(t)
    w.fault({ kind: 'status', status, method: 'POST', body: '{"code":0,"message":"A new rule"}' })
    const { outcomes, known } = await w.deliver(desiredOf(BRUNO))
    t.same([outcomes.at(-1), known.kind], [{ kind: 'retry', code: 'unrecognised' }, 'absent'])
  }
})

async function hired (w: World, fail: () => void, desired: ReturnType<typeof desiredOf>) {
  fail()
  const delivery = await w.deliver(desired)
  return [delivery.known.kind, ...reasons(delivery)]
}

async function changed (w: World, fail: () => void, desired: ReturnType<typeof desiredOf>) {
  const { known } = await w.deliver(desiredOf(ANA))
  w.control.apply()
  fail()
  const delivery = await w.deliver(desired, account(known))
  const last = delivery.outcomes.at(-1)
  return [delivery.known.kind, ...last?.kind === 'retry' ? ['retry'] : reasons(delivery)]
}
