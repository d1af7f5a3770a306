import { Type } from '@sinclair/typebox'
import { defineSource } from '../../domain/source.ts'
import { chosen, chosenCredentials } from '../verify/choice.ts'
import { read } from './read.ts'
import { SolidesOptions } from './notification.ts'

const HEADER = { header: 'x-webhook-secret' }

/** Sólides Gestão. It sends no delivery id, so nothing is called a duplicate: state makes a repeat harmless. */
export default defineSource({
  kind: 'solides',
  settings: Type.Object({}, { additionalProperties: false }),
  credentials: chosenCredentials(HEADER),
  options: SolidesOptions,
  verify: chosen(HEADER),
  read
})
