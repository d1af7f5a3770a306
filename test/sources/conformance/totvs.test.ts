import { conform } from '../conform.ts'
import { totvs } from '../play/totvs.ts'

conform(totvs)
