import { conforms } from '../conform.ts'
import play from '../play/entra.ts'

await conforms(play)
