import { isObject, type Json } from '../json.ts'

/** Never carried, and of what is read from the API not even stored, whatever the owner maps. */
const PRIVATE = new Set([
  'salary', 'salario', 'dependents', 'dependentes', 'bank', 'banco', 'agency', 'agencia', 'checkingsaccount', 'conta', 'contacorrente', 'conta_corrente',
  'rg', 'issuingbody', 'dispatchdate', 'ctpsnum', 'ctpsserie', 'ctps', 'pis', 'voterregistration', 'reservist', 'medical', 'exames', 'deficiencia', 'disability'
])
const DOCUMENTS = new Set(['documents', 'documentos'])
const OF_DOCUMENTS = ['cpf', 'idNumber']

/** The record without money, family and health; of documents only the CPF. */
export function withoutPrivate (person: Json): Json {
  return Object.fromEntries(Object.entries(person)
    .filter(([name]) => !PRIVATE.has(name.toLowerCase()))
    .map(([name, value]) => [name, DOCUMENTS.has(name.toLowerCase()) ? cpfIn(value) : value]))
}

const cpfIn = (documents: unknown): Json => isObject(documents)
  ? Object.fromEntries(OF_DOCUMENTS.flatMap((name) => name in documents ? [[name, documents[name]]] : []))
  : {}
