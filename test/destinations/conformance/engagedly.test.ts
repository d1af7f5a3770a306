import { conforms } from '../conform.ts'
import play from '../play/engagedly.ts'
await conforms(play)
