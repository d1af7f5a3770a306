// The process that asks: the same for everybody who is compared.
import { answering } from '../harness/child.ts'
import { closedLoad, type ClosedLoad, type Measured } from './closed.ts'
import { openLoad, type OpenLoad, type Offered } from './open.ts'

export type Generator = {
  closed: [ClosedLoad, Measured]
  open: [OpenLoad, Offered]
}

answering<Generator>({ closed: closedLoad, open: openLoad })
