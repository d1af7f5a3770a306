import type { Language } from './faults.ts'

/** A sentence in both languages, English first. `{name}` stands for a value. */
export type Sentence = readonly [en: string, pt: string]

export type Values = Record<string, string | number | undefined>

/** The sentence in the reader's language, with its values in it; a value that nobody has leaves nothing behind. */
export function inWords (sentence: Sentence, language: Language, values: Values = {}): string {
  const text = sentence[language === 'pt-BR' ? 1 : 0]
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')).replace(/ +([.,;:?!])/g, '$1').replace(/ {2,}/g, ' ').trim()
}
