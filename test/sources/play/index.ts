import type { Play } from './play.ts'
import { custom, customCursor, customXml } from './custom.ts'
import { personio } from './personio.ts'
import { senior } from './senior.ts'
import { seniorG5 } from './senior-g5.ts'
import { solides } from './solides.ts'
import { successfactors } from './successfactors.ts'

/** Every vendor that is read, as it is played with. */
export const plays: Play[] = [custom, customCursor, customXml, personio, senior, seniorG5, solides, successfactors]
