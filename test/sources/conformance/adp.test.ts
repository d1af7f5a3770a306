import { conform } from '../conform.ts'
import { adp } from '../play/adp.ts'

conform(adp)
