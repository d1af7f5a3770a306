import t, { type Test } from 'tap'
import { startSandbox } from '../../src/sources/lg/sandbox/index.ts'
import type { Contract } from '../../src/sources/lg/sandbox/operations.ts'
import { until } from '../helpers/until.ts'
import { connect, TODAY } from './connected.ts'

const WHO = { Usuario: 'integracao', Senha: 'a password', GuidTenant: '00000000-0000-4000-8000-000000000000', Ambiente: 31 }

async function played (t: Test, password: string) {
  const { url, control, close } = await startSandbox(WHO)
  t.teardown(close)
  control.companies.set('1', 'Exemplo').set('2', 'Filial')
  const contract: Contract = { company: '1', number: '00123', pessoaId: '707', name: 'Ana Souza', cpf: '52998224725', email: 'ana@example.com', title: 'Analista', unit: 'Vendas', hired: '2024-02-01', admission: 1, situation: { type: 2, code: 2, wording: 'Atividade normal', since: '2024-02-01' } }
  control.contracts.set('1:00123', contract)
  const saying = (Senha: string) => ({ settings: { base_url: url, requests_per_second: 500 }, credentials: { ...WHO, Senha }, options: { default_reason: 'not_applicable' } })
  return { control, contract, saying, ...await connect(t, { kind: 'lg', ...saying(password) }) }
}

for (const [what, then, follower] of [
  ['a transfer to another company', 'goes on', { company: '2', number: '00009', title: 'Gerente', admission: 2 }],
  ['a transfer that begins anew', 'goes on', { company: '2', number: '00009', admission: 3, hired: TODAY }],
  ['another CPF', 'is asked about', { number: '00124', admission: 6, cpf: '11144477735' }]
] as const) {
  t.test(`${what} dismisses nobody, hires nobody anew, and ${then}`, async (t) => {
    const { control, contract, saying, all, put, run, calls } = await played(t, 'another')

    t.match(await run(), { status: 'failed', error: { detail: /Senha/ } })

    t.equal((await put(saying(WHO.Senha))).status, 200)
    t.match(await run(), { status: 'complete', people_read: 1 })
    await until(() => all.sandbox.people().length === 1)
    const created = calls('POST')

    control.contracts.set('1:00123', { ...contract, situation: { type: 5, code: 5, wording: 'Rescisão', since: TODAY } })
    const next = { ...contract, ...follower }
    const id = `${next.company}:${next.number}`
    control.contracts.set(id, next)
    control.log.push({ id: '1:00123', operation: 2, date: TODAY, feed: 'PorRescisao' }, { id, operation: 1, date: TODAY, feed: '' })
    for (const what of ['changes', 'everybody', 'everybody'] as const) t.match(await run(what), { status: 'complete', unclear: 0 })
    t.equal(calls('DELETE'), 0)
    t.equal(calls('POST'), created, 'the account is the same one')
    t.equal(all.sandbox.people().length, 1)
    if (then === 'is asked about') {
      const holds = (await all.call('/v1/holds')).body.data as { reason: string }[]
      t.same(new Set(holds.map(({ reason }) => reason)), new Set(['identity_conflict']))
      return
    }
    const employees = (await all.call('/v1/employees')).body.data
    t.equal(employees.length, 1, 'one person')

    // The end of the contract that follows is the person's.
    control.contracts.set(id, { ...next, situation: { type: 5, code: 5, wording: 'Rescisão', since: TODAY } })
    control.log.push({ id, operation: 2, date: TODAY, feed: 'PorRescisao' })
    t.match(await run('changes'), { status: 'complete', unclear: 0 })
    await until(() => calls('DELETE') === 1)
  })
}

t.test('a run of changes completes where the list cannot be filtered by CPF, and whoever left is a leaver', async (t) => {
  const { control, contract, all, run, calls } = await played(t, WHO.Senha)
  t.match(await run(), { status: 'complete', people_read: 1 })
  await until(() => all.sandbox.people().length === 1)
  Object.assign(control, { namesSituation: false, filterByCpf: 'fault' })
  control.contracts.set('1:00123', { ...contract, title: 'Gerente' })
  control.log.push({ id: '1:00123', operation: 2, date: TODAY, feed: '' })
  t.match(await run('changes'), { status: 'complete', unclear: 0 })
  t.equal(calls('DELETE'), 0)
  control.contracts.set('1:00123', { ...contract, situation: { type: 5, code: 5, wording: 'Rescisão', since: TODAY } })
  control.log.push({ id: '1:00123', operation: 1, date: TODAY, feed: 'PorRescisao' })
  t.match(await run('changes'), { status: 'complete', unclear: 0, endings: 1 })
  await until(() => calls('DELETE') === 1)
})
