import { isObject, type Json } from '../json.ts'

/** Money, family, health, home, and what is nobody's business at work: not carried, and not even stored. */
const PRIVATE = /salar|bank|^pix|dependent|health|medic|disab|deficien|ethnic|marital|address|^(rg|ctps|pis|cnh|comments|intern|reservist|voter\w*|passport|emergency\w*|benefits?)$/
const DOCUMENTS = new Set(['document', 'documents'])

/** The record without them; of documents only the CPF. */
export function withoutPrivate (record: Json): Json {
  return Object.fromEntries(Object.entries(record)
    .filter(([name]) => !PRIVATE.test(name.toLowerCase()))
    .map(([name, value]) => [name, DOCUMENTS.has(name) ? cpfOnly(value) : isObject(value) ? withoutPrivate(value) : value]))
}

const cpfOnly = (documents: unknown): unknown => isObject(documents) && 'cpf' in documents ? { cpf: documents.cpf } : undefined
