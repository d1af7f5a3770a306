import { conforms } from '../conform.ts'
import play from '../play/pulses.ts'

await conforms(play)
