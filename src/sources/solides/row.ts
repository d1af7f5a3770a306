import type { RowReading } from '../../domain/reading.ts'
import { isObject } from '../json.ts'
import { REASONS } from '../mapping/portuguese.ts'
import type { Defaults } from '../mapping/row.ts'
import { stintFrom } from '../mapping/stint.ts'
import { FIELDS } from './paths.ts'
import { withoutPrivate } from './private.ts'
import { withPaths, type Options } from './settings.ts'

/** Nobody has published how the API says that somebody has left: flags, words and dates that others use, tried in order. */
const RECORD: Defaults = {
  fields: { ...FIELDS, status: ['status', 'situacao', 'situation', 'active', 'ativo', 'isActive', 'is_active'] },
  statuses: {
    true: 'active',
    false: 'ended',
    ativo: 'active',
    ativa: 'active',
    active: 'active',
    trabalhando: 'active',
    ferias: 'active',
    'em ferias': 'active',
    inativo: 'ended',
    inativa: 'ended',
    inactive: 'ended',
    demitido: 'ended',
    demitida: 'ended',
    desligado: 'ended',
    desligada: 'ended',
    dismissed: 'ended',
    terminated: 'ended',
    afastado: 'away',
    afastada: 'away',
    licenca: 'away',
    'em licenca': 'away',
    transferido: 'transferred',
    transferida: 'transferred'
  },
  reasons: REASONS
}

/** What one record of the API says. */
export async function row (record: unknown, options: Options): Promise<RowReading> {
  return isObject(record) ? await stintFrom(withoutPrivate(record), RECORD, withPaths(options)) : { kind: 'unclear', reason: 'The record is not an object.' }
}
