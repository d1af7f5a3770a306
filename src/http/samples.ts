import { readdirSync, readFileSync } from 'node:fs'
import type { FastifyPluginAsync } from 'fastify'
import { refuse } from './refusals.ts'

const FOLDER = new URL('../../docs/samples/', import.meta.url)

/** Language of each sample by the end of its name. */
const LANGUAGES: Record<string, { lang: string, label: string }> = {
  sh: { lang: 'Shell', label: 'curl' },
  ps1: { lang: 'PowerShell', label: 'PowerShell' },
  cs: { lang: 'C#', label: 'C#' },
  py: { lang: 'Python', label: 'Python' },
  prw: { lang: 'ADVPL', label: 'ADVPL' }
}

const SAMPLES = readdirSync(FOLDER).sort().flatMap((file) => {
  const language = LANGUAGES[file.split('.').at(-1)!]
  return language === undefined ? [] : [{ file, ...language, source: readFileSync(new URL(file, FOLDER), 'utf8') }]
})

const SHOWN_AT = new Set(['/v1/hires', '/v1/terminations'])

/** A hire, a termination and reading the status, as an integrator would write them: beside the routes that they call. */
export const samplesOf = (url: string): object => SHOWN_AT.has(url)
  ? { 'x-codeSamples': SAMPLES.map(({ lang, label, source }) => ({ lang, label, source })) }
  : {}

/** The same as links, for pages that do not show x-codeSamples. */
export const linksTo = (url: string): string | undefined => SHOWN_AT.has(url)
  ? `Samples: ${SAMPLES.map(({ label, file }) => `[${label}](/docs/samples/${file})`).join(' · ')}.`
  : undefined

export const samples: FastifyPluginAsync = async (app) => {
  app.get('/docs/samples/:file', { schema: { hide: true } }, async (request, reply) => {
    const { file } = request.params as { file: string }
    const sample = SAMPLES.find((each) => each.file === file)
    if (sample === undefined) throw refuse('nothing_here')
    return reply.type('text/plain; charset=utf-8').send(sample.source)
  })
}
