import type { SourceIo } from '../../domain/reading.ts'
import type { Credentials, Options, Settings } from './settings.ts'

export type Io = SourceIo<Settings, Credentials, Options>

/** The bridge puts /rest or /anonymous/rest before a path; the gateway puts nothing. */
export const isBridge = ({ base_url: base = '' }: Settings): boolean => /\/bridge\/[\d.]+$/.test(base)

export const entityUrl = ({ settings }: Io, entity: string, rest = ''): string =>
  `${settings.base_url}${isBridge(settings) ? '/rest' : ''}/hcm/${settings.service ?? 'employeejourney'}/entities/${entity}${rest}`
