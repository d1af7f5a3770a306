import type { Incoming, Reading } from '../../domain/source.ts'
import { isXml, readExternalEvent } from './external-event.ts'
import type { Options } from './settings.ts'
import { readTemplate } from './template.ts'

/** SOAP is an ExternalEvent, whose shape is fixed; JSON is what the customer made in Integration Center. */
export async function read (incoming: Pick<Incoming, 'headers' | 'path' | 'body'>, options: Options): Promise<Reading> {
  return isXml(incoming.body) ? readExternalEvent(incoming, options) : await readTemplate(incoming, options)
}
