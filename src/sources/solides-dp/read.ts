import type { Reading } from '../../domain/source.ts'

/** Nothing is ever sent, so whatever is said to have been is not understood. */
export const read = (): Reading => ({ kind: 'unreadable', reason: 'Sólides DP has no webhooks: it is read.' })
