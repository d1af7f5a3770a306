import type { DestinationAdapter } from '../domain/destination.ts'
import progic from './progic/index.ts'
import pulses from './pulses/index.ts'

/** Every platform there is. A new one is a folder beside `pulses` and a line here. */
export const destinations: readonly DestinationAdapter[] = [pulses, progic]

export const destinationOf = (kind: string): DestinationAdapter | undefined => destinations.find((each) => each.kind === kind)
