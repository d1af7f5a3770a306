import { conform } from '../conform.ts'
import { custom, customCursor, customXml } from '../play/custom.ts'

conform(custom)
conform(customCursor)
conform(customXml)
