import { personio } from './personio.ts'
import type { Play } from './play.ts'
import { totvs } from './totvs.ts'

/** Every vendor that is read, as it is played with. */
export const plays: Play[] = [personio, totvs]
