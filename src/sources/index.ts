import type { TSchema } from '@sinclair/typebox'
import type { SourceDefinition } from '../domain/source.ts'
import canonical from './canonical/index.ts'
import { CanonicalNotification } from './canonical/notification.ts'
import custom from './custom/index.ts'
import { CustomNotification } from './custom/notification.ts'
import personio from './personio/index.ts'
import { PersonioNotification } from './personio/notification.ts'
import senior from './senior/index.ts'
import { SeniorNotification } from './senior/notification.ts'
import solides from './solides/index.ts'
import { SolidesNotification } from './solides/notification.ts'
import successfactors from './successfactors/index.ts'
import { SuccessFactorsNotification } from './successfactors/notification.ts'

/** Every HR system that Crachá understands. A new one is a folder and a line here. */
export const sources: SourceDefinition[] = [canonical, custom, personio, senior, solides, successfactors]

/** What each kind posts to its webhook URL, for OpenAPI's webhooks section. */
export const notifications: Record<string, TSchema> = {
  [canonical.kind]: CanonicalNotification,
  [custom.kind]: CustomNotification,
  [personio.kind]: PersonioNotification,
  [senior.kind]: SeniorNotification,
  [solides.kind]: SolidesNotification,
  [successfactors.kind]: SuccessFactorsNotification
}
