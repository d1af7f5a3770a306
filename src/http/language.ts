import type { Language } from '../domain/faults.ts'

/** A sentence in both languages, English first. `{name}` stands for a value. */
export type Sentence = readonly [en: string, pt: string]

export const inLanguage = (sentence: Sentence, language: Language): string => sentence[language === 'pt-BR' ? 1 : 0]

export const fill = (text: string, values: Record<string, string | number> = {}): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))

/** Portuguese for whoever prefers any Portuguese to English; English for everybody else. */
export function languageOf (acceptLanguage: string | undefined): Language {
  const preferred = (acceptLanguage ?? '').slice(0, 500).split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().toLowerCase().split(';')
      const q = parameters.map((each) => each.trim()).find((each) => each.startsWith('q='))
      return { tag: tag.trim(), q: q === undefined ? 1 : Number(q.slice(2)) || 0 }
    })
    .filter(({ tag, q }) => q > 0 && /^(pt|en)(-|$)/.test(tag))
    .sort((a, b) => b.q - a.q)[0]
  return preferred?.tag.startsWith('pt') ? 'pt-BR' : 'en'
}
