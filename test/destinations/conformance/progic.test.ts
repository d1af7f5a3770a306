import { conforms } from '../conform.ts'
import play, { rh } from '../play/progic.ts'

await conforms(play)
await conforms(rh)
