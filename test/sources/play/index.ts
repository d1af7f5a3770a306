import { personio } from './personio.ts'
import type { Play } from './play.ts'
import { seniorG5 } from './senior-g5.ts'
import { senior } from './senior.ts'
import { successfactors } from './successfactors.ts'

/** Every vendor that is read, as it is played with. */
export const plays: Play[] = [personio, senior, seniorG5, successfactors]
