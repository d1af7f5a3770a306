import { createHash } from 'node:crypto'
import type { Instant } from '../../domain/calendar.ts'
import type { Language } from '../../domain/faults.ts'
import { findAlertSettings, listAlertSettings, listSwitchedOff, type AlertSettings } from '../../postgres/alerts/recipients.ts'
import type { Recipient } from '../../postgres/alerts/deliveries.ts'
import type { Alerting } from './alerting.ts'

/** Whoever operates the instance, among recipients. */
export const OPERATOR = ''

export interface Reader extends Recipient { language: Language }

/** Where alerts go, with what they are signed with: one secret or several, separated by spaces. */
export interface Address extends Reader { url: string, secrets: string }

/** An address is remembered by its hash: a URL may hold a token. */
export const addressOf = (url: string): string => createHash('sha256').update(url).digest('hex').slice(0, 16)

const readerOf = ({ tenant, url, language }: AlertSettings): Reader => ({ target: tenant, address: addressOf(url), language: language ?? 'en' })

/** Everybody who is to be told, and the tenants among them whose address asked for silence. */
export async function listReaders ({ pool, operator }: Pick<Alerting, 'pool' | 'operator'>): Promise<{ readers: Reader[], silenced: { tenant: string, at: Instant }[] }> {
  const all = (await listAlertSettings(pool)).map(readerOf)
  if (operator !== undefined) all.push({ target: OPERATOR, address: addressOf(operator.url), language: 'en' })
  const off = new Map((await listSwitchedOff(pool)).map(({ target, address, at }) => [`${target} ${address}`, at]))
  const offSince = ({ target, address }: Reader) => off.get(`${target} ${address}`)
  return {
    readers: all.filter((reader) => offSince(reader) === undefined),
    silenced: all.flatMap((reader) => {
      const at = offSince(reader)
      return at === undefined || reader.target === OPERATOR ? [] : [{ tenant: reader.target, at }]
    })
  }
}

/** Where a recipient is told now; undefined: nowhere. */
export async function findAddress ({ pool, vault, operator }: Pick<Alerting, 'pool' | 'vault' | 'operator'>, target: string): Promise<Address | undefined> {
  if (target === OPERATOR) return operator && { target, address: addressOf(operator.url), language: 'en', ...operator }
  const settings = await findAlertSettings(pool, target)
  if (settings === undefined || settings.secret === null) return undefined
  const keys = await vault.keysOf(pool, target)
  return { ...readerOf(settings), url: settings.url, secrets: keys.open<string>(settings.secret) }
}
