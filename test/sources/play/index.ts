import type { Play } from './play.ts'
import { adp } from './adp.ts'
import { convenia } from './convenia.ts'
import { custom, customCursor, customXml } from './custom.ts'
import { lg } from './lg.ts'
import { personio } from './personio.ts'
import { seniorG5 } from './senior-g5.ts'
import { senior } from './senior.ts'
import { solidesDp } from './solides-dp.ts'
import { solides } from './solides.ts'
import { successfactors } from './successfactors.ts'
import { totvs } from './totvs.ts'

/** Every vendor that is read, as it is played with. */
export const plays: Play[] = [adp, convenia, custom, customCursor, customXml, lg, personio, seniorG5, senior, solidesDp, solides, successfactors, totvs]
