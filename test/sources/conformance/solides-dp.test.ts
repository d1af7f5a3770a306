import { conform } from '../conform.ts'
import { solidesDp } from '../play/solides-dp.ts'

conform(solidesDp)
