import { personio } from './personio.ts'
import { solidesDp } from './solides-dp.ts'
import { solides } from './solides.ts'
import type { Play } from './play.ts'

/** Every vendor that is read, as it is played with. */
export const plays: Play[] = [personio, solides, solidesDp]
