// Run by tests as a process of its own: holds an embedded PostgreSQL until it is killed, or the test is.
import { pino } from 'pino'
import { startEmbedded } from '../../src/postgres/embedded.ts'

process.on('SIGINT', () => {})   // as Crachá does while it drains
process.stdin.resume().on('end', () => process.exit())

const { url } = await startEmbedded({ dataDir: process.argv[2] ?? '', log: pino({ level: 'silent' }), settings: { fsync: 'off' } })
console.log(url)
