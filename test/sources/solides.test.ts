import fc from 'fast-check'
import t from 'tap'
import solides from '../../src/sources/solides/index.ts'
import { reasonFor } from '../../src/sources/solides/reasons.ts'

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value))

t.test('what is not listed is never carried', async () => {
  const secret = fc.constantFrom('salary', 'salario', 'dependents', 'documents', 'documentos', 'banco', 'pis')
  await fc.assert(fc.asyncProperty(fc.dictionary(secret, fc.constantFrom<unknown>('9.999,99', { rg: '9.999,99', bank: '9.999,99', pis: '9.999,99' }, [{ name: '9.999,99' }])), fc.constantFrom('novo_colaborador', 'edicao_colaborador', 'demissao_colaborador'), async (extra, acao) => {
    const reading = await solides.read({ headers: {}, path: [], body: bytes({ acao, dados: { matricula: '1', nome: 'Ana', ...extra } }) }, {})
    return !JSON.stringify(reading).includes('9.999,99')
  }), { numRuns: 1000 })
})

t.test("a wording means one thing only, and the owner's table comes first", async (t) => {
  t.equal(reasonFor('  DEMISSÃO sem  Justa Causa '), 'involuntary')
  t.equal(reasonFor('Término do contrato de experiência'), 'contract_end')
  t.equal(reasonFor('Acordo entre as partes'), undefined)
  t.equal(reasonFor('ACORDO ENTRE AS PARTES', { 'acordo entre as partes': 'voluntary' }), 'voluntary')
  t.equal(reasonFor('Falecimento', { falecimento: 'involuntary' }), 'involuntary')
  t.equal(reasonFor('constructor'), undefined)
})

t.test('there is no id of a delivery, so nothing is called a duplicate', async (t) => {
  t.equal(solides.deliveryId, undefined)
})
