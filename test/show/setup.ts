import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import type { Test } from 'tap'
import { putTenant } from '../../src/application/configure/tenants.ts'
import { interpretDue, type Interpreting } from '../../src/application/interpret/interpret.ts'
import type { LinkContent } from '../../src/application/deliver/delivering.ts'
import { causeOf, digestOf } from '../../src/application/deliver/questions.ts'
import type { Ask } from '../../src/domain/destination.ts'
import type { EventType } from '../../src/domain/event.ts'
import type { Language } from '../../src/domain/faults.ts'
import { eventIdOf } from '../../src/domain/ids.ts'
import type { Caller, Role } from '../../src/domain/principal.ts'
import { createPool } from '../../src/postgres/db.ts'
import { refreshStatuses, setFates, type FateRow } from '../../src/postgres/record/fates.ts'
import { insertHold } from '../../src/postgres/record/holds.ts'
import { insertMessages } from '../../src/postgres/record/messages.ts'
import { createVault } from '../../src/postgres/vault.ts'
import { testDatabase } from '../helpers/postgres.ts'

const silent = pino({ level: 'silent' })

/** An installation with a database for the file; what delivering would write is written by hand. */
export async function installation (t: Test) {
  const pool = createPool(await testDatabase(t), { log: silent })
  t.teardown(() => pool.end())
  let ids = 0
  const newId = (prefix: string) => `${prefix}_${++ids}`
  const needs = { pool, vault: createVault([randomBytes(32)]), now: () => Date.now() }
  const interpreting: Interpreting = { ...needs, random: () => 0, newId, openSource: async () => undefined, log: silent, wakeLanes: () => {} }

  return {
    needs,
    pool,
    newId,
    interpret: () => interpretDue(interpreting),
    async tenant (...destinations: string[]) {
      const id = newId('tenant')
      await putTenant(needs, id, { name: 'Example Ltda.' })
      for (const name of destinations) {
        await pool.query("INSERT INTO destination (id, tenant, name, kind, base_url) VALUES ($1, $2, $3, 'board', 'https://board.example')", [`dst_${id}_${name}`, id, name])
      }
      return tenantOf(id)
    }
  }

  function tenantOf (id: string) {
    const keys = () => needs.vault.keysOf(pool, id)
    const as = (role: Role = 'operator', language: Language = 'en', keyId = 'key_1'): Caller => ({ tenant: id, role, keyId, label: 'a key', language })

    /** A REST request that was accepted; the id of its event. */
    async function say (type: EventType | 'batch', body: object, { apiKey = 'key_1', receipt = {} } = {}): Promise<string> {
      const bytes = Buffer.from(JSON.stringify(body))
      const message = {
        id: newId('msg'), tenant: id, source: 'api', apiKey, kind: type, dedupeKey: null, fingerprint: bytes.subarray(0, 16), sealed: (await keys()).sealBytes(bytes), receipt, state: 'pending' as const
      }
      await insertMessages(pool, [message])
      return eventIdOf(message.id, type === 'batch' ? 0 : undefined)
    }

    async function linkOf (event: string, destination: string) {
      const { rows } = await pool.query<{ id: string, employee: string }>(`
        SELECT link.id, link.employee FROM link JOIN event ON event.employee = link.employee JOIN destination ON destination.id = link.destination
        WHERE event.id = $1 AND destination.name = $2`, [event, destination])
      return rows[0]!
    }

    return {
      id,
      as,
      keys,
      say,
      linkOf,
      /** The same, and what delivering found out about it. */
      async fate (event: string, destination: string, fate: Partial<FateRow>) {
        const row = { event, status: 'delivered', reason: null, final: false, hold: null, dueAt: null, error: null, withheld: null, ...fate }
        await setFates(pool, `dst_${id}_${destination}`, [row])
        await refreshStatuses(pool, [event])
      },
      async knows (event: string, destination: string, { known }: LinkContent) {
        const { id: link } = await linkOf(event, destination)
        const remoteId = 'remoteId' in known ? known.remoteId : null
        await pool.query('UPDATE link SET known = $2, sealed = $3, remote_id = $4 WHERE id = $1', [link, known.kind, (await keys()).seal({ known }), remoteId])
      },
      /** A question of the event's link, as settling would store it; the id of the hold. */
      async ask (event: string, destination: string, ask: Partial<Ask> & Pick<Ask, 'reason' | 'registers'>): Promise<string> {
        const whole: Ask = { cause: 'one', asked: 'one', detail: 'In the words of the adapter.', ...ask }
        const hold = newId('hold')
        const { id: link } = await linkOf(event, destination)
        const sealer = await keys()
        await insertHold(pool, { id: hold, tenant: id, event: null, link, reason: whole.reason, cause: causeOf(sealer, `dst_${id}_${destination}`, whole), digest: digestOf(sealer, whole), sealed: sealer.seal(whole), touches: null })
        await setFates(pool, `dst_${id}_${destination}`, [{ event, status: 'held', reason: whole.reason, final: false, hold, dueAt: null, error: null, withheld: null }])
        await refreshStatuses(pool, [event])
        return hold
      }
    }
  }
}

export const ana = { employee_number: '00123', cpf: '52998224725', work_email: 'ana.souza@example.com', full_name: 'Ana Souza', job_title: 'Analista', hire_date: '2026-03-02' }
export const bruno = { employee_number: '00124', work_email: 'bruno.lima@example.com', full_name: 'Bruno Lima', job_title: 'Gerente', hire_date: '2026-03-02' }
