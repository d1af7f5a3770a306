import webhook from '../../../src/destinations/webhook/index.ts'
import { startReceiver } from '../../../src/destinations/webhook/sandbox/index.ts'
import type { Play } from './play.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

const playing = (name: string, options: Record<string, unknown>, lacks: Play['lacks'] = {}): Play => ({
  name,
  adapter: webhook,
  onLeave: 'active',
  lacks: {
    adopt: 'a receiver shows nobody: what is known is what was sent',
    duplicate: 'a receiver shows nobody: the same message has the same id, and counts once (messages.test.ts)',
    gone: 'a receiver shows nobody: whom it has lost it does not say',
    garbage: 'of a receiver only the status counts, whatever its body says: every status is played in answers.test.ts',
    ...lacks
  },
  async start (_t, clock) {
    const { url, control, close } = await startReceiver({ secrets: [SECRET], now: () => new Date(clock.at) })
    const text = (value: unknown): string => typeof value === 'string' ? value : ''
    return {
      url,
      options,
      credentials: { secrets: [SECRET] },
      people: () => control.people().map(({ source_id: id, state, fields }) => ({
        id,
        state,
        name: text(fields.full_name),
        email: text(fields.work_email),
        number: text(fields.employee_number),
        title: text(fields.job_title),
        manager: (fields.managers as { source_id: string }[] | undefined)?.[0]?.source_id ?? null
      })),
      seed: () => { throw new Error('nobody is there whom we did not tell of') },
      remove: (id) => control.remove(id),
      settle () {},
      close
    }
  }
})

export default playing('webhook, events', {})
export const states = playing('webhook, states in CloudEvents', { send: 'state', envelope: 'cloudevents' }, { leave: 'the case goes on twice from one moment, and no revision is taken twice (states.test.ts)' })
