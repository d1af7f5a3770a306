import type { Learnt } from '../../domain/rate.ts'
import type { Db } from '../db.ts'

/** A rate that is shared by all workers: a destination's own, or the one of the group it names. */
export interface Reserved {
  /** In how many milliseconds the block begins. */
  wait: number
  learnt: Learnt | undefined
}

/** Reserves the next free span of a shared rate, no sooner than in `lead`; milliseconds, by the database's clock, which all workers share. */
export async function reserveSpan (db: Db, name: string, span: number, lead: number): Promise<Reserved> {
  const { rows } = await db.query<{ wait: number, learnt: number | null, learnt_at: number | null }>(`
    INSERT INTO rate AS own (name, next_at) VALUES ($1, clock_timestamp() + ($2::float8 + $3::float8) * interval '1 millisecond')
    ON CONFLICT (name) DO UPDATE SET next_at = greatest(own.next_at, clock_timestamp() + $3::float8 * interval '1 millisecond') + $2::float8 * interval '1 millisecond'
    RETURNING extract(epoch FROM next_at - clock_timestamp())::float8 * 1000 - $2::float8 AS wait, learnt, learnt_at`, [name, span, lead])
  const { wait, learnt, learnt_at: at } = rows[0]!
  return { wait: Math.max(0, wait), learnt: learnt === null || at === null ? undefined : { perSecond: learnt, at } }
}

/** A destination was seen to allow only so many calls a second. */
export async function setLearnt (db: Db, name: string, { perSecond, at }: Learnt): Promise<void> {
  await db.query(`
    INSERT INTO rate (name, learnt, learnt_at) VALUES ($1, $2, $3)
    ON CONFLICT (name) DO UPDATE SET learnt = excluded.learnt, learnt_at = excluded.learnt_at`, [name, perSecond, new Date(at)])
}
