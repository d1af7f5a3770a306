import type { DestinationAdapter } from '../domain/destination.ts'
import engagedly from './engagedly/index.ts'
import progic from './progic/index.ts'
import pulses from './pulses/index.ts'
import scim from './scim/index.ts'
import webhook from './webhook/index.ts'

/** Every platform there is. A new one is a folder beside the others and a line here. */
export const destinations: readonly DestinationAdapter[] = [engagedly, progic, pulses, scim, webhook]

export const destinationOf = (kind: string): DestinationAdapter | undefined => destinations.find((each) => each.kind === kind)
