import { conform } from '../conform.ts'
import { solides } from '../play/solides.ts'

conform(solides)
