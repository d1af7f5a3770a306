/** Printable ASCII without space around it: such a text is tidy, and has nothing to refuse. */
export const isPlain = (text: string): boolean => /^[!-~](?:[ -~]*[!-~])?$/.test(text)

/** NFC and trimmed: how every text of the record is kept and compared. */
export const tidy = (text: string): string => isPlain(text) ? text : text.normalize('NFC').trim()

/** True when the text holds a control character (NUL, tab, line break, escape …) or half of a surrogate pair. */
export const hasControls = (text: string): boolean => !isPlain(text) && (/\p{Cc}/u.test(text) || !text.isWellFormed())

/** Vendors' text: control characters become spaces, the rest is tidied. */
export const withoutControls = (text: string): string => tidy(text.toWellFormed().replace(/\p{Cc}+/gu, ' '))

/** An address as the record keeps it; undefined when it cannot be one. Deliverability is not ours to judge. */
export function emailOf (text: string): string | undefined {
  const email = text.toLowerCase()
  return email.length <= 250 && /^[^\s@<>(),;:"\\[\]]+@[^\s@<>(),;:"\\[\]]+\.[^\s@<>(),;:"\\[\].]+$/.test(email) ? email : undefined
}

/** Equality of labels that people type: trim, NFC, case and inner spaces do not count. */
export const labelKey = (text: string): string => tidy(text).toLowerCase().replace(/\s+/g, ' ')
