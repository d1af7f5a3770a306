import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { startEmbedded } from '../../src/postgres/embedded.ts'
import { own } from '../../src/postgres/embedded/owner.ts'
import { commandOf } from '../../src/postgres/embedded/processes.ts'
import { until } from '../helpers/until.ts'

const HOLDER = fileURLToPath(new URL('../helpers/hold-postgres.ts', import.meta.url))
const log = pino({ level: 'silent' })
// Processes are killed here, never the machine: what is handed to the kernel is there afterwards.
const settings = { fsync: 'off' }

async function newDataDir (t: Test, mode = 0o700): Promise<string> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'cracha-embedded-')))
  await chmod(home, mode)
  t.teardown(() => rm(home, { recursive: true }))
  return join(home, 'data')
}

async function start (t: Test, dataDir: string) {
  const embedded = await startEmbedded({ dataDir, log, settings })
  t.teardown(embedded.stop)
  return embedded
}

/** Another process, the first of its own group, that holds a PostgreSQL; killed with -9 at the latest when the test ends. */
async function hold (t: Test, dataDir: string) {
  const child = spawn(process.execPath, [HOLDER, dataDir], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] })
  t.teardown(async () => {
    await killed(child)
    await gone(dataDir)
  })
  const [url] = await once(child.stdout, 'data')
  return { child, url: String(url).trim() }
}

async function killed (child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || !child.pid) return
  process.kill(-child.pid, 'SIGKILL')
  await once(child, 'exit')
}

async function query (url: string, ...statements: string[]) {
  const client = new pg.Client(url)
  try {
    await client.connect()
    let rows: unknown[] = []
    for (const statement of statements) ({ rows } = await client.query({ text: statement, rowMode: 'array' }))
    return rows
  } finally {
    await client.end()
  }
}

const pidFile = (dataDir: string) => join(dataDir, 'postgres/postmaster.pid')
const postmaster = async (dataDir: string) => Number((await readFile(pidFile(dataDir), 'utf8')).split('\n')[0])
const gone = (dataDir: string) => until(async () => !(await readdir(join(dataDir, 'postgres'))).includes('postmaster.pid'))

t.test('it starts, keeps its data over a restart, and stops', async (t) => {
  const dataDir = await newDataDir(t)
  const first = await start(t, dataDir)
  await query(first.url, 'CREATE TABLE kept (n int)', 'INSERT INTO kept VALUES (1)')
  t.same(await query(first.url, "SELECT current_database(), current_setting('TimeZone'), pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"),
    [['cracha', 'UTC', 'UTF8']])
  const pid = await postmaster(dataDir)
  await first.stop()
  await first.ended
  t.equal(commandOf(pid), '')
  const second = await start(t, dataDir)
  t.same(await query(second.url, 'SELECT n FROM kept'), [[1]])
})

t.test('nobody gets in without the password, and nobody else may read it', async (t) => {
  const dataDir = await newDataDir(t, 0o755)
  const { url } = await start(t, dataDir)
  const wrong = new URL(url)
  wrong.password = 'guessed'
  await t.rejects(query(wrong.href, 'SELECT 1'), { code: '28P01' })
  t.equal((await stat(join(dataDir, 'postgres/cracha.password'))).mode & 0o777, 0o600)
  t.equal((await stat(join(dataDir, 'postgres'))).mode & 0o777, 0o700)
  t.same(await query(url, "SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses', 'unix_socket_directories') ORDER BY name"),
    [['listen_addresses', '127.0.0.1'], ['unix_socket_directories', '']])
})

t.test('two data directories work side by side', async (t) => {
  const [one, other] = await Promise.all([start(t, await newDataDir(t)), start(t, await newDataDir(t))])
  await query(one.url, 'CREATE TABLE mine (n int)')
  await t.rejects(query(other.url, 'SELECT * FROM mine'), { code: '42P01' })
})

t.test('the values of a failed statement are not in its log', async (t) => {
  const dataDir = await newDataDir(t)
  const { url, stop } = await start(t, dataDir)
  await query(url, 'CREATE TABLE person (name text PRIMARY KEY)', "INSERT INTO person VALUES ('Conceição')")
  await t.rejects(query(url, "INSERT INTO person VALUES ('Conceição')"), { code: '23505' })
  await t.rejects(query(url, "SELECT 'Conceição'::int"), { code: '22P02' })
  await stop()
  const text = await readFile(join(dataDir, 'postgres.log'), 'utf8')
  t.match(text, /database system is shut down/)
  t.notMatch(text, /Concei/)
})

t.test('a Ctrl-C in the terminal does not reach PostgreSQL', async (t) => {
  const { child, url } = await hold(t, await newDataDir(t))
  process.kill(-(child.pid ?? NaN), 'SIGINT')
  t.same(await query(url, 'SELECT pg_backend_pid() > 0'), [[true]])
})

t.test('when the process group is killed with -9 PostgreSQL ends by itself, and the next start finds the data', async (t) => {
  const dataDir = await newDataDir(t)
  const { child, url } = await hold(t, dataDir)
  await query(url, 'CREATE TABLE kept (n int)', 'INSERT INTO kept VALUES (1)')
  const pid = await postmaster(dataDir)
  await killed(child)
  await gone(dataDir)
  await until(() => commandOf(pid) === '')
  t.same(await query((await start(t, dataDir)).url, 'SELECT n FROM kept'), [[1]])
})

t.test('a start in the same moment waits until the former PostgreSQL has ended', async (t) => {
  const dataDir = await newDataDir(t)
  const { child, url } = await hold(t, dataDir)
  await query(url, 'CREATE TABLE kept AS SELECT generate_series(1, 100000) AS n')
  await killed(child)
  t.same(await query((await start(t, dataDir)).url, 'SELECT count(*)::int FROM kept'), [[100000]])
})

t.test('a start after everything was killed with -9, PostgreSQL too, finds what was committed', async (t) => {
  const dataDir = await newDataDir(t)
  const { child, url } = await hold(t, dataDir)
  await query(url, 'CREATE TABLE kept (n int)', 'INSERT INTO kept VALUES (1)')
  process.kill(await postmaster(dataDir), 'SIGKILL')
  await killed(child)
  t.same(await query((await start(t, dataDir)).url, 'SELECT n FROM kept'), [[1]])
})

t.test('a second Crachá on the same data directory is refused, and the first one stays', async (t) => {
  const dataDir = await newDataDir(t)
  const { child, url } = await hold(t, dataDir)
  await t.rejects(startEmbedded({ dataDir, log, settings }), { name: 'CannotStart', message: new RegExp(`^Crachá is running on .* \\(process ${child.pid}\\): .*CRACHA_DATA_DIR`) })
  t.same(await query(url, 'SELECT 1'), [[1]])
})

t.test('a postmaster.pid or an owner whose process is somebody else by now is no obstacle', async (t) => {
  const dataDir = await newDataDir(t)
  await (await start(t, dataDir)).stop()
  await writeFile(pidFile(dataDir), `${process.pid}\n${dataDir}/postgres\n1\n5432\n\n127.0.0.1\n\nready\n`)
  await writeFile(join(dataDir, 'owner'), `${process.pid}\nanother time\n`)
  t.same(await query((await start(t, dataDir)).url, 'SELECT 1'), [[1]])
})

t.test('files of an interrupted initdb are thrown away', async (t) => {
  const dataDir = await newDataDir(t)
  await mkdir(join(dataDir, 'postgres.new-abc123/cluster/base'), { recursive: true })
  await writeFile(join(dataDir, 'postgres.new-abc123/cluster/PG_VERSION'), '18\n')
  t.same(await query((await start(t, dataDir)).url, 'SELECT 1'), [[1]])
  t.same((await readdir(dataDir)).sort(), ['owner', 'postgres', 'postgres.log'])
})

t.test('when PostgreSQL ends by itself we are told, and can start again', async (t) => {
  const dataDir = await newDataDir(t)
  const first = await start(t, dataDir)
  process.kill(await postmaster(dataDir), 'SIGKILL')
  await first.ended
  t.same(await query((await start(t, dataDir)).url, 'SELECT 1'), [[1]])
})

t.test('damaged files stop the start with one line of why', async (t) => {
  const dataDir = await newDataDir(t)
  await (await start(t, dataDir)).stop()
  await writeFile(join(dataDir, 'postgres/PG_VERSION'), '9.6\n')
  await t.rejects(startEmbedded({ dataDir, log, settings }), { name: 'CannotStart', message: /^PostgreSQL did not start: database files are incompatible with server \(more in .*postgres\.log\)\.$/ })
})

t.test('of many that want a directory whose owner is dead, one gets it', async (t) => {
  const dataDir = t.testdir({ owner: '999999\nlong ago\n' })
  const [first, ...others] = await Promise.allSettled(Array.from({ length: 5 }, () => own(dataDir)))
  t.ok(first)
  t.equal([first, ...others].filter((result) => result?.status === 'fulfilled').length, 1)
})

const root = { skip: process.geteuid?.() !== 0 && 'needs root' }

t.test('root runs it as somebody else, in directories that one may pass or not', root, async (t) => {
  for (const mode of [0o755, 0o700]) {
    const dataDir = await newDataDir(t, mode)
    const { url } = await start(t, dataDir)
    t.not((await stat(join(dataDir, 'postgres'))).uid, 0)
    t.same(await query(url, 'SELECT 1'), [[1]])
  }
})

t.test('files that root copied back from a backup are given away again', root, async (t) => {
  const dataDir = await newDataDir(t)
  await (await start(t, dataDir)).stop()
  const chown = spawn('chown', ['-R', '0:0', dataDir])
  await once(chown, 'exit')
  t.same(await query((await start(t, dataDir)).url, 'SELECT 1'), [[1]])
})
