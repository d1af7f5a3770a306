import { conform } from '../conform.ts'
import { senior } from '../play/senior.ts'

conform(senior)
