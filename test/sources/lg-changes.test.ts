import t from 'tap'
import type { Control } from '../../src/sources/lg/sandbox/operations.ts'
import { contract, failure, LEFT, setup, toldOf } from './lg-reading.ts'

const AWAY = { type: 1, code: 1, wording: 'Afastamento', since: '2026-02-10' }
const SINCE = '2026-03-02T12:00:00Z'
const lists = (asked: () => string[]): number => asked().filter((name) => name === 'ConsultarListaPorDemanda').length

const WAYS: Control['filterByCpf'][] = ['inconsistency', 'error', 'error about a permission', 'fault', 'not processed', 'ignored']
for (const way of WAYS) {
  t.test(`where a filter by CPF is refused (${way}), the whole list is read instead, once per run`, async (t) => {
    const { add, control, changes, asked } = await setup(t, { batch: 1 })
    Object.assign(control, { namesSituation: false, filterByCpf: way, pageSize: 2 })
    add(contract('8', { cpf: '39053344705' }), contract('9', { cpf: '71428793860' }), contract('1', { situation: LEFT }), contract('2', { situation: AWAY, cpf: '11144477735' }), contract('3', { cpf: '12345678909' }))
    for (const id of ['1:1', '1:2', '1:3']) control.log.push({ id, operation: 2, date: '2026-03-02', feed: '' })
    const rows = await changes(SINCE)
    t.same(rows.map(({ id }) => id), ['1:1', '1:2', '1:3'])
    t.match(await toldOf(rows, '1:1'), { told: { standing: 'ended', termination: { date: '2026-02-27' } } })
    t.match(await toldOf(rows, '1:2'), { told: { standing: 'away', leave: { from: '2026-02-10' } } })
    t.match(await toldOf(rows, '1:3'), { told: { standing: 'active', body: { department: 'Vendas' } } })
    t.equal(lists(asked), 1 + 3, 'one that was refused, and three pages, for three batches')
  })
}

t.test('whom the filter does not find is looked for in the whole list; who is not there either is shown and not forwarded', async (t) => {
  const { add, control, changes } = await setup(t)
  Object.assign(control, { namesSituation: false, pageSize: 1 })
  add(contract('1', { cpf: '' }), contract('2', { situation: LEFT, cpf: '11144477735' }), contract('3', { situation: { type: 9, code: 9, wording: 'Outra', since: '2026-01-01' }, cpf: '12345678909' }))
  for (const id of ['1:1', '1:2', '1:3']) control.log.push({ id, operation: 3, date: '2026-03-02', feed: '' })
  control.contracts.get('1:3')!.situation.type = 5
  const rows = await changes(SINCE)
  t.match(await toldOf(rows, '1:1'), { told: { standing: 'active' } })
  t.match(await toldOf(rows, '1:2'), { told: { standing: 'ended' } })
  t.match(await toldOf(rows, '1:3'), { kind: 'unclear', reason: /Outra/ })
})

t.test('what passes by itself is not taken for a refusal of the filter', async (t) => {
  const { add, control, changes, io } = await setup(t)
  control.namesSituation = false
  add(contract('1'))
  control.log.push({ id: '1:1', operation: 2, date: '2026-03-02', feed: '' })
  const { call } = io
  io.call = async (request) => request.body?.includes('ConsultarListaPorDemanda') === true ? { status: 500, headers: {}, body: '' } : await call(request)
  t.match(await failure(changes(SINCE)), { code: 'unavailable' })
  t.ok(control.requests.length > 0)
})

t.test('an end whose day the contract does not tell has it from the list, and otherwise from the feed of rescissions, with its reason', async (t) => {
  const { add, control, changes, everybody } = await setup(t)
  control.namesSince = false
  add(
    contract('1', { situation: LEFT, rescission: { date: '2026-02-25', reason: 'Pedido de demissão' } }),
    contract('2', { situation: LEFT, cpf: '11144477735' }),
    contract('3', { situation: LEFT, cpf: '12345678909', rescission: { date: '2026-02-25' } })
  )
  for (const id of ['1:1', '1:2', '1:3']) control.log.push({ id, operation: 1, date: '2026-03-01', feed: 'PorRescisao' })
  control.log.push({ id: '1:3', operation: 3, date: '2026-03-02', feed: 'PorRescisao' })
  for (const rows of [await changes(SINCE), await everybody()]) {
    t.match(await toldOf(rows, '1:1'), { told: { standing: 'ended', termination: { date: '2026-02-25', reason: 'voluntary', source_reason: 'Pedido de demissão' } } }, 'its own date')
    t.match(await toldOf(rows, '1:2'), { told: { standing: 'ended', termination: { date: '2026-03-01' } } }, 'the day on which it was included')
    t.equal((await toldOf(rows, '1:3')).told.termination.date, undefined, 'it was taken back')
  }
  control.namesSince = true
  for (const rows of [await changes('2026-03-02T12:01:00Z'), await everybody()]) {
    t.match(await toldOf(rows, '1:1'), { told: { termination: { date: '2026-02-27', reason: 'voluntary' } } }, 'the contract says when, the feed why')
  }
})

t.test('the list says since when, where a changed contract names its situation only', async (t) => {
  const { add, control, changes, io } = await setup(t)
  add(contract('1', { situation: LEFT, rescission: { date: '2026-02-25' } }))
  control.log.push({ id: '1:1', operation: 1, date: '2026-03-02', feed: 'PorRescisao' })
  const { call } = io
  io.call = async (request) => {
    const answer = await call(request)
    return request.body?.includes('ConsultarListaPorEmpresa') === true ? { ...answer, body: answer.body.replace(/<a:DataInicioSituacaoAtual>[^<]*</, '<a:DataInicioSituacaoAtual><') } : answer
  }
  t.match(await toldOf(await changes(SINCE), '1:1'), { told: { standing: 'ended', termination: { date: '2026-02-27' } } })
})

t.test('a feed of rescissions that is refused fails a read of changes, and not one of everybody', async (t) => {
  const { add, control, changes, everybody } = await setup(t)
  add(contract('1', { situation: LEFT }))
  control.refusing.add('ConsultarListaDeModificadosPorRescisao')
  t.match(await toldOf(await everybody(), '1:1'), { told: { standing: 'ended', termination: { date: '2026-02-27' } } })
  t.match(await failure(changes(SINCE)), { code: 'refused', detail: /PorRescisao/ })
})

t.test('leaves and movements are asked for, too, where there are such feeds', async (t) => {
  const { add, control, changes, asked } = await setup(t)
  add(contract('1', { situation: AWAY }), contract('2', { cpf: '11144477735', title: 'Gerente' }))
  control.log.push({ id: '1:1', operation: 1, date: '2026-03-02', feed: 'PorAfastamento' }, { id: '1:2', operation: 1, date: '2026-03-02', feed: 'PorMovimentacao' })
  const rows = await changes(SINCE)
  t.match(await toldOf(rows, '1:1'), { told: { standing: 'away', leave: { from: '2026-02-10' } } })
  t.match(await toldOf(rows, '1:2'), { told: { body: { job_title: 'Gerente' } } })
  t.notOk(asked().includes('ConsultarListaDeModificadosPorFerias'))

  const without = await setup(t)
  without.add(contract('2'))
  without.control.log.push({ id: '1:2', operation: 2, date: '2026-03-02', feed: '' })
  without.control.lacking.add('ConsultarListaDeModificadosPorAfastamento')
  without.control.refusing.add('ConsultarListaDeModificadosPorMovimentacao')
  t.same((await without.changes(SINCE)).map(({ id }) => id), ['1:2'], 'without them it goes on')
})
