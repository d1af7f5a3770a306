import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Chaos, Row } from '../row.ts'
import { slowly } from './slowly.ts'

const LOCK = 4711

/**
 * A trigger that every table of the product fires at commit, when everything has been written and nothing has been promised
 * yet. It knows no table by name.
 */
async function atCommit ({ world: { postgres, database } }: Chaos, body: string): Promise<void> {
  await postgres.query(database, `
    CREATE SCHEMA chaos;
    CREATE TABLE chaos.trouble (share float8 NOT NULL);
    INSERT INTO chaos.trouble VALUES (0);
    CREATE FUNCTION chaos.at_commit () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN NULL; END $$;
    DO $$ DECLARE name regclass; BEGIN
      FOR name IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('CREATE CONSTRAINT TRIGGER chaos AFTER INSERT OR UPDATE ON %s DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chaos.at_commit()', name);
      END LOOP;
    END $$`)
}

/** Commits fail as they do when the disk is full: at times all of them, at times one in three. */
async function failing (chaos: Chaos): Promise<string> {
  const { world: { postgres, database }, random, over, short } = chaos
  slowly(chaos)
  await atCommit(chaos, `
    IF random() < (SELECT share FROM chaos.trouble) THEN
      RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
    END IF;`)
  const share = (value: number) => postgres.query(database, 'UPDATE chaos.trouble SET share = $1', [value])
  let times = 0
  for (; times < (short ? 2 : 8) || !over(); times++) {
    await share(random.pick([1, 0.01, 0.3]))
    await pause(random.between(500, 2500))
    await share(0)
    await pause(random.between(300, 1000))
  }
  return `${times} times`
}

/** One API process begins its transactions before the others and commits after them. */
async function holding (chaos: Chaos): Promise<string> {
  const { world: { postgres, database }, random, over } = chaos
  await atCommit(chaos, `
    IF current_setting('application_name') = 'api-2' THEN PERFORM pg_advisory_xact_lock_shared(${LOCK}); END IF;`)
  const client = new pg.Client({ connectionString: postgres.urlOf(database) })
  await client.connect()
  let times = 0
  let held = 0
  for (; !over(); times++) {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
    await pause(random.between(500, 4000))
    held += (await postgres.query(database, "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).length
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK])
    await pause(random.between(50, 300))
  }
  await client.end()
  return `${times} times, ${held} transactions held open for up to 4 s`
}

export const commits: Row[] = [
  { name: 'disk-full', title: 'commits fail as on a full disk, all of them or some', events: 1000, world: { api: 2, workers: 2 }, sender: { perSecond: 60 }, during: failing },
  { name: 'late-sender', title: 'messages whose transaction began first and commits last, while later ones are interpreted', events: 1000, world: { api: 2, workers: 2 }, sender: { perSecond: 100, lanes: 24 }, during: holding }
]
