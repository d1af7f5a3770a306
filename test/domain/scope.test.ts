import t from 'tap'
import { isInScope } from '../../src/domain/scope.ts'

t.test('every list that is given keeps out whoever it does not name; an absent one keeps nobody out', async (t) => {
  const ana = { worker_type: 'intern' as const, company_code: '01', company_name: 'Exemplo Ltda.', department: 'Financeiro', location: 'São Paulo' }
  t.ok(isInScope(ana, {}))
  t.ok(isInScope(ana, { worker_types: ['intern'], companies: ['exemplo  ltda.'], departments: ['Vendas', ' FINANCEIRO'], locations: ['São Paulo'.normalize('NFD')] }))
  t.ok(isInScope(ana, { companies: ['01'] }), 'a company by its code')
  for (const scope of [{ worker_types: ['employee'] }, { companies: ['02'] }, { departments: ['Vendas'] }, { locations: ['Recife'] }, { business_units: ['Varejo'] }, { departments: [] }]) {
    t.notOk(isInScope(ana, scope), JSON.stringify(scope))
  }
  t.ok(isInScope({}, { worker_types: ['employee'] }), 'whose kind of contract nobody told is in')
  t.notOk(isInScope({ department: null }, { departments: ['Vendas'] }), 'who has no department is in none')
})
