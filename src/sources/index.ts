import type { TSchema } from '@sinclair/typebox'
import type { SourceDefinition } from '../domain/source.ts'
import adp from './adp/index.ts'
import { AdpNotification } from './adp/notification.ts'
import canonical from './canonical/index.ts'
import { CanonicalNotification } from './canonical/notification.ts'
import convenia from './convenia/index.ts'
import { ConveniaNotification } from './convenia/notification.ts'
import custom from './custom/index.ts'
import { CustomNotification } from './custom/notification.ts'
import lg from './lg/index.ts'
import personio from './personio/index.ts'
import { PersonioNotification } from './personio/notification.ts'
import scim from './scim/index.ts'
import { ScimNotification } from './scim/notification.ts'
import senior from './senior/index.ts'
import { SeniorNotification } from './senior/notification.ts'
import solides from './solides/index.ts'
import { SolidesNotification } from './solides/notification.ts'
import solidesDp from './solides-dp/index.ts'
import successfactors from './successfactors/index.ts'
import { SuccessFactorsNotification } from './successfactors/notification.ts'
import totvs from './totvs/index.ts'
import { TotvsNotification } from './totvs/notification.ts'

/** Every HR system that Crachá understands. A new one is a folder and a line here. */
export const sources: SourceDefinition[] = [adp, canonical, convenia, custom, lg, personio, scim, senior, solides, solidesDp, successfactors, totvs]

/** What each kind posts to its webhook URL, for OpenAPI's webhooks section. */
export const notifications: Record<string, TSchema> = {
  [adp.kind]: AdpNotification,
  [canonical.kind]: CanonicalNotification,
  [convenia.kind]: ConveniaNotification,
  [custom.kind]: CustomNotification,
  [personio.kind]: PersonioNotification,
  [scim.kind]: ScimNotification,
  [senior.kind]: SeniorNotification,
  [solides.kind]: SolidesNotification,
  [successfactors.kind]: SuccessFactorsNotification,
  [totvs.kind]: TotvsNotification
}
