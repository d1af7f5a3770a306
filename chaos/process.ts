// Run by the chaos suite as a process of its own: the product, whose business clock is set from outside.
import { readConfig } from '../src/config.ts'
import { start } from '../src/main.ts'

let ahead = Number(process.argv[2] ?? 0)
process.on('message', (message: { ahead: number }) => { ahead = message.ahead })
process.on('disconnect', () => process.exit(1))   // the suite has ended, in whatever way

const server = await start(readConfig(process.env), () => {}, { now: () => Date.now() + ahead })
process.on('SIGTERM', () => {
  server.stop().then(() => process.exit(0), (error: Error) => {
    console.error(error)
    process.exit(1)
  })
})
process.send?.({ url: server.url })
