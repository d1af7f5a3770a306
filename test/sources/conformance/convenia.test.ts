import { conform } from '../conform.ts'
import { convenia } from '../play/convenia.ts'

conform(convenia)
