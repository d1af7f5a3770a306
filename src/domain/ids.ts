/** The id of the event that the statement at `index` of a message makes: a function of the message, so a repeat finds it. */
export function eventIdOf (messageId: string, index: number | undefined): string {
  const tail = messageId.replace(/^msg_/, '')
  return index === undefined ? `evt_${tail}` : `evt_${tail}_${index}`
}

/** The message an event id belongs to. */
export const messageIdOf = (eventId: string): string => `msg_${eventId.replace(/^evt_/, '').replace(/_\d+$/, '')}`

/** A person is named after the event that first spoke of them. */
export const employeeIdOf = (eventId: string): string => eventId.replace(/^evt_/, 'emp_')

/** Whether a text can be an id of ours. Ids come from URLs, where anything may stand. */
export const isPlainId = (text: string): boolean => /^[\w-]{1,100}$/.test(text)
