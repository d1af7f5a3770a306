import { conform } from '../conform.ts'
import { seniorG5 } from '../play/senior-g5.ts'

conform(seniorG5)
