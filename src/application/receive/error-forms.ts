import type { Serves } from '../../domain/serving.ts'
import type { ReceivingWebhooks } from './receive-webhook.ts'

type OpenSource = ReceivingWebhooks['openSource']
type Form = Serves['failure']

export interface ErrorForms {
  openSource: OpenSource
  /** The form in which a source has its errors, when it has one of its own. `look`: whether one that was never opened here is looked for. */
  formOf (sourceId: string, look: boolean): Promise<Form | undefined>
}

/** Opens sources, and remembers of each the form of its errors: what goes wrong may be the database that knows it. */
export function errorForms (openSource: OpenSource): ErrorForms {
  const known = new Map<string, Form | undefined>()

  async function opened (id: string): ReturnType<OpenSource> {
    const source = await openSource(id)
    if (source === undefined) known.delete(id)
    else known.set(id, source.definition.serves?.failure)
    return source
  }

  return {
    openSource: opened,
    formOf: async (id, look) => known.has(id) || !look ? known.get(id) : (await opened(id))?.definition.serves?.failure
  }
}
