import t, { type Test } from 'tap'
import { until } from '../helpers/until.ts'
import { connect, TODAY } from './connected.ts'
import { startG5Sandbox } from '../../src/sources/senior/sandbox/g5.ts'
import { startPlatformSandbox } from '../../src/sources/senior/sandbox/platform.ts'

const CPF = '52998224725'
const G5 = { user: 'integracao', password: 'a password' }
const X = { accessKey: 'key', secret: 'a secret of the sandbox', tenantName: 'example.com.br', client_id: 'application', webhook: { secret: 'a long secret of the webhook' } }
const NO_DAY = '31/12/1900'
const dayOf = (date: string) => date.split('-').toReversed().join('/')

const read = (t: Test, settings: object, credentials: object, options: object = {}) =>
  connect(t, { kind: 'senior', settings: { requests_per_second: 500, ...settings }, credentials, options: { default_reason: 'not_applicable', ...options } })

async function services (t: Test) {
  const { url, control, close } = await startG5Sandbox(G5)
  t.teardown(close)
  const contract = { NUMEMP: '1', TIPCOL: '1', NUMCAD: '123', CODFIL: '1', NOMFUN: 'Ana Souza', NUMCPF: CPF, DATADM: '05/02/2024', DATNAS: NO_DAY, TIPSEX: 'F', SITAFA: '1', TIPCON: '1', ESTCAR: '1', CODCAR: '10', CODCCU: '10', TABORG: '1', NUMLOC: '5' }
  const contracts: Record<string, string>[] = [contract]
  const absences: Record<string, string>[] = []
  control.tables.set('R034FUN', { columns: Object.keys(contract), lines: contracts })
  control.tables.set('R038AFA', { columns: ['NUMEMP', 'TIPCOL', 'NUMCAD', 'DATAFA', 'DATTER', 'SITAFA', 'CAUDEM'], lines: absences })
  control.tables.set('R034CPL', { columns: ['NUMEMP', 'TIPCOL', 'NUMCAD', 'EMACOM', 'EMAPAR'], lines: ['123', '77'].map((NUMCAD) => ({ NUMEMP: NUMCAD === '77' ? '2' : '1', TIPCOL: '1', NUMCAD, EMACOM: 'ana@example.com', EMAPAR: '' })) })
  return {
    settings: { product: 'g5', base_url: url },
    leave () {
      contract.SITAFA = '7'
      absences.push({ NUMEMP: '1', TIPCOL: '1', NUMCAD: '123', DATAFA: dayOf(TODAY), DATTER: NO_DAY, SITAFA: '7', CAUDEM: '6' })
    },
    arrive () { contracts.push({ ...contract, NUMEMP: '2', NUMCAD: '77', DATADM: dayOf(TODAY), SITAFA: '1' }) }
  }
}

t.test('g5: who goes on in another company under another number has not left', async (t) => {
  const { settings, leave, arrive } = await services(t)
  const { run, calls, all } = await read(t, settings, G5)
  t.match(await run(), { status: 'complete', what: 'everybody' })
  leave()
  arrive()
  t.match(await run(), { status: 'complete', what: 'everybody', endings: 1 })
  await until(() => all.sandbox.people()[0]?.internal_number === '77')
  t.equal(calls('DELETE'), 0)
  t.equal(all.sandbox.people().length, 1)
})

t.test('g5: where the causes of a transfer are named, its ending waits for the number that follows', async (t) => {
  const { settings, leave, arrive } = await services(t)
  const { run, calls, all } = await read(t, settings, G5, { transfer_causes: ['6'] })
  await run()
  leave()
  t.match(await run(), { status: 'complete', endings: 0 })
  t.equal(calls('DELETE'), 0)
  arrive()
  t.match(await run(), { status: 'complete', endings: 1 })
  await until(() => all.sandbox.people()[0]?.internal_number === '77')
  t.equal(calls('DELETE'), 0)
})

t.test('x: a message about the number that ended finds the one that follows, and nobody leaves', async (t) => {
  const { url, control, close } = await startPlatformSandbox({ ...X, clientId: X.client_id })
  t.teardown(close)
  control.persons.set('p', { id: 'p', firstname: 'Ana', lastname: 'Souza', fullName: 'Ana Souza', socialname: null, cpf: CPF, birthday: null, gender: null, emails: [{ id: 'm', email: 'ana@example.com', emailType: 'PROFESSIONAL' }] })
  const employee = { id: 'e-1', person: { id: 'p' }, registerNumber: 123, hireDate: '2024-02-05', dismissalDate: null as string | null, employeeType: 'EMPLOYEE', contractType: 'Employee', jobPosition: null, department: null, employer: { id: 'c', numemp: 1, tradingName: 'Example' }, lastModifiedDate: '' }
  control.employees.set('e-1', employee)
  const { run, calls, all, tell, quiet } = await read(t, { base_url: url }, X)
  t.match(await run(), { status: 'complete', what: 'everybody' })
  t.match(await run(), { what: 'everybody' }, 'without a filter there are no changes to ask for')
  control.employees.set('e-2', { ...employee, id: 'e-2', registerNumber: 77, hireDate: TODAY, employer: { id: 'd', numemp: 2, tradingName: 'Other' } })
  employee.dismissalDate = TODAY
  t.equal(await tell({ headers: { 'content-type': 'application/json', 'x-webhook-secret': X.webhook.secret }, body: JSON.stringify({ event: 'employeeUpdated', payload: { id: 'e-1' } }) }), 200)
  await until(() => all.sandbox.people()[0]?.internal_number === '77')
  await quiet()
  t.match(await run(), { status: 'complete', endings: 0 })
  t.equal(calls('DELETE'), 0)
  t.equal(all.sandbox.people().length, 1)
})
