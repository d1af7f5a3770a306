import { conforms } from '../conform.ts'
import play, { states } from '../play/webhook.ts'

await conforms(play)
await conforms(states)
