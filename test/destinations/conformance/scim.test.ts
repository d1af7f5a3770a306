import { conforms } from '../conform.ts'
import play from '../play/scim.ts'

await conforms(play)
