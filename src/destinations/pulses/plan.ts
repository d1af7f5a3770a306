import type { Desired, Plan } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import { planned } from '../accounts/plan.ts'
import type { PulsesSettings } from './options.ts'
import { PULSES } from './platform.ts'

/** What has to be done so that Pulses agrees with `desired`. Pure. */
export const plan = (desired: Desired, known: Known, settings: PulsesSettings): Plan => planned(PULSES, desired, known, settings)
