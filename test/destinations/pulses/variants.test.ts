import t, { type Test } from 'tap'
import type { Desired } from '../../../src/domain/destination.ts'
import type { Known } from '../../../src/domain/known.ts'
import type { PulsesOptions } from '../../../src/destinations/pulses/options.ts'
import type { Variants } from '../../../src/destinations/pulses/sandbox/index.ts'
import { account, ANA, BRUNO, desiredOf, leaving, play, type Delivery } from './harness.ts'

/**
 * One life at Pulses under every reading of what the vendor leaves open: hired under a leader, changed, moved between groups,
 * on leave, with another leader, ended. In the end each is as HR says, or somebody has been asked.
 */
const VARIANTS: Partial<Variants>[] = [
  {},
  { putGroups: 'append' },
  { errorStatus: 400 }, { errorStatus: 409 }, { errorStatus: 422 },
  { createdStatus: 201 },
  { empty: 'code_1' }, { empty: 'status_404' },
  { one: 'array' },
  { code: 'string' },
  { ids: 'strings' }, { ids: 'numbers' }, { ids: 'numbers', largeIds: true }, { largeIds: true },
  { cpfInReads: 'digits' },
  { blockedInReads: 'string' }, { blockedInReads: 'boolean' },
  { junk: 'bom' }, { junk: 'bytes' }, { junk: 'php_notice' },
  { paging: { parameter: 'page', size: 1, beyond: 'empty' } }, { paging: { parameter: 'page', size: 1, beyond: 'repeats_last' } },
  { search: 'contains' },
  { resignedInReads: 'by_id' }, { resignedInReads: 'hidden' },
  { resignedAreDuplicates: false },
  { putOnResigned: 'reactivates' }, { putOnResigned: 'stays_resigned' },
  { bodilessDelete: 'data_loss' },
  { refusesTC: true },
  { futureResignation: 'refused' },
  { moveSubordinatesAs: 'string' },
  { pendingLeader: 'not_found' },
  { genderLength: 1 },
  { multiValue: 'array_joined' }, { multiValue: 'array' }
]
const OPTIONS = (variants: Partial<Variants>): Partial<PulsesOptions> => ({
  multi_value: variants.multiValue ?? 'string',
  mapping: { gender: 'gender' },
  ...(typeof variants.paging === 'object' && { page_parameter: variants.paging.parameter })
})

type World = Awaited<ReturnType<typeof play>>

/** Delivers, and again after each read-back, until nothing more comes. */
async function bring (w: World, desired: Desired, from?: Known): Promise<Delivery> {
  let delivery = await w.deliver(desired, from)
  for (let i = 0; i < 6; i++) {
    w.settle()
    w.clock.at += 120_000
    delivery = await w.deliver(desired, delivery.known)
    if (delivery.steps.length === 0) break
  }
  return delivery
}

/** Holds are visible; so is a step that does not succeed. Silence has to mean agreement. */
function agrees (t: Test, { plan, outcomes }: Delivery, seen: object | undefined, wanted: object, what: string) {
  const visible = plan.holds.length > 0 || (outcomes.at(-1)?.kind ?? 'delivered') !== 'delivered'
  if (visible) t.pass(`${what}: ${plan.holds.map(({ reason, field }) => `${reason} ${field ?? ''}`).join(', ')}`)
  else t.match(seen, wanted, what)
}

for (const variants of VARIANTS) {
  t.test(`a life under ${JSON.stringify(variants)}`, async (t) => {
    const w = await play(t, variants, OPTIONS(variants))
    const reference = [{ employee_number: '00200' }]
    const under = (...ids: string[]) => ({ managers: ids.map((remoteId) => ({ state: 'linked' as const, remoteId, reference: {} })) })
    w.seed({ name: 'Somebody before', internal_number: '001234', email: 'xana.souza@example.com', groups: ['Vendas'], position: 'Analista' })
    w.seed({ name: 'Somebody else before', internal_number: '1', position: 'Gerente' })
    const [carla, bruno] = [w.seed({ internal_number: '00300', name: 'Carla' }), await bring(w, desiredOf(BRUNO))]
    const leader = account(bruno.known).remoteId
    const person = { ...ANA, groups: ['Vendas'], tags: ['a', 'b'], custom: { shirt_size: 'P', floor: '3' }, managers: reference, gender: 'mulher' }
    const hired = await bring(w, desiredOf(person, under(leader)))
    const id = account(hired.known).remoteId
    agrees(t, hired, w.person(id), { name: 'Ana Souza', groups: ['Vendas'], leaders: [leader], position: 'Analista', cpf: '52998224725', internal_number: '00123' }, 'hired')
    t.equal(w.people().filter(({ internal_number: number }) => number === '00123').length, 1, 'once')

    const moved = { ...person, groups: ['Liderança'], department: 'Varejo', custom: { shirt_size: 'M', floor: '3' }, tags: ['a', 'b', 'c'], leave: { from: '2026-03-05' } }
    const changed = await bring(w, desiredOf(moved, { ...under(carla.id_person), onLeave: true }), hired.known)
    agrees(t, changed, w.person(id), { groups: ['Liderança'], unit_business: 'Varejo', leaders: [carla.id_person], blocked: 1, tags: ['a', 'b', 'c'], custom_attributes: { shirt_size: 'M', floor: '3' } }, 'changed')
    t.match(w.person(id), { unit_business: 'Varejo', blocked: 1 }, 'what is not in question goes')

    const termination = { date: '2026-03-09', reason: 'contract_end' as const, move_reports: true }
    const leader2 = await bring(w, leaving(BRUNO, { reports: { staying: 1, ending: 0 } }, termination), bruno.known)
    agrees(t, leader2, w.person(leader), { resigned: true, resignation_date: '2026-03-09', resignation_reason: 'TC' }, 'the leader ended')
    const ended = await bring(w, leaving(moved, under(carla.id_person)), changed.known)
    agrees(t, ended, w.person(id), { resigned: true, resignation_date: '2026-03-09', resignation_reason: 'V' }, 'ended')
    t.equal(w.person(id).resigned, true, 'nothing keeps an ending without a question of its own')

    const again = await bring(w, desiredOf({ ...person, hire_date: '2026-04-01' }, under(carla.id_person)), ended.known)
    t.same(again.plan.holds.map(({ reason }) => reason), ['rehire'], 'who comes back is asked about')
    const unlinked = await bring(w, desiredOf({ ...person, hire_date: '2026-04-01' }, under(carla.id_person)))
    agrees(t, unlinked, w.people().find(({ internal_number: number, resigned }) => number === '00123' && !resigned), { name: 'Ana Souza' }, 'who comes back and was never linked')
    t.notOk(w.sent().some(({ operation, applied }) => operation === 'createGroup' && applied))
    t.same(w.control.state().groups.map(({ name }) => name).sort(), ['Liderança', 'Vendas'], 'no group was created by a typo')
  })
}

t.test('pages that were not configured: an unseen title is asked about, a person found by filter is not missed', async (t) => {
  const w = await play(t, { paging: { parameter: 'page', size: 1, beyond: 'empty' } })
  w.seed({ internal_number: '1', position: 'Coordenador' })
  w.seed({ internal_number: '2', position: 'Diretor' })
  const { plan } = await w.deliver(desiredOf({ ...ANA, job_title: 'Diretor' }))
  t.same(plan.holds.map(({ reason }) => reason), ['unknown_value'])
  const paged = await play(t, { paging: { parameter: 'page', size: 1, beyond: 'repeats_last' } }, { page_parameter: 'page' })
  paged.seed({ internal_number: '1', position: 'Coordenador' })
  paged.seed({ internal_number: '2', position: 'Diretor' })
  t.same((await paged.deliver(desiredOf({ ...ANA, job_title: 'diretor' }))).plan.holds, [])
})
