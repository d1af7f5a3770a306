import { conform } from '../conform.ts'
import { personio } from '../play/personio.ts'

conform(personio)
