import type { Language } from '../../domain/faults.ts'
import { findMailSettings, listMailSettings } from '../../postgres/alerts/recipients.ts'
import type { Db } from '../../postgres/db.ts'
import type { Alerting } from './alerting.ts'
import { addressOf, OPERATOR, type Reader } from './recipients.ts'
import type { Sent } from './send.ts'

const MAIL = 'mail:'
export const isMail = (target: string): boolean => target.startsWith(MAIL)

const reader = (tenant: string, to: string, language: Language): Reader & { to: string } => ({ target: `${MAIL}${tenant}`, address: addressOf(to), language, to })

/** Whoever is told by mail; nobody, while no mail server is set. */
export async function listMailReaders ({ mail }: Pick<Alerting, 'mail'>, db: Db): Promise<Reader[]> {
  if (mail === undefined) return []
  const tenants = (await listMailSettings(db)).map(({ tenant, to, language }) => reader(tenant, to, language ?? 'en'))
  return [...tenants, ...mail.to === undefined ? [] : [reader(OPERATOR, mail.to, 'en')]]
}

/** Where a recipient of mail is told now; undefined: nowhere. */
export async function findMailAddress ({ mail, pool }: Pick<Alerting, 'mail' | 'pool'>, target: string): Promise<(Reader & { to: string }) | undefined> {
  const tenant = target.slice(MAIL.length)
  if (mail === undefined) return undefined
  if (tenant === OPERATOR) return mail.to === undefined ? undefined : reader(OPERATOR, mail.to, 'en')
  const settings = await findMailSettings(pool, tenant)
  return settings && reader(tenant, settings.to, settings.language ?? 'en')
}

export async function sendMail ({ mail, now }: Pick<Alerting, 'mail' | 'now'>, to: string, body: string): Promise<Sent> {
  const at = now()
  const took = () => Math.max(0, now() - at)
  try {
    await mail!.mailer.send({ to, ...JSON.parse(body) as { subject: string, text: string } })
    return { kind: 'delivered', code: 'delivered', status: null, durationMs: took() }
  } catch (error) {
    const { code } = error as { code?: unknown }
    return { kind: 'failed', code: typeof code === 'string' ? `mail_${code.toLowerCase()}` : 'mail_failed', status: null, durationMs: took() }
  }
}
