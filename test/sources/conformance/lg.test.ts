import { conform } from '../conform.ts'
import { lg } from '../play/lg.ts'

conform(lg)
