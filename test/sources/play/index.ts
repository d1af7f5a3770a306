import { adp } from './adp.ts'
import { personio } from './personio.ts'
import type { Play } from './play.ts'

/** Every vendor that is read, as it is played with. */
export const plays: Play[] = [adp, personio]
