import { conform } from '../conform.ts'
import { successfactors } from '../play/successfactors.ts'

conform(successfactors)
