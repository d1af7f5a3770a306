import type { Said } from './call.ts'
import type { Refused } from './refusals.ts'
import type { Variants } from './variants.ts'

export interface Answer {
  status: number
  headers: Record<string, string>
  body: string | Buffer
}

const JUNK: Record<Exclude<Variants['junk'], 'none'>, string> = {
  bom: '\uFEFF',
  bytes: '\u0000\r\n[]  ',
  php_notice: '<br />\n<b>Notice</b>:  Undefined index: id_leader in <b>/var/www/engage/People.php</b> on line <b>412</b><br />\n'
}

export function success ({ status = 200, code = 1, message, values }: Said, variants: Variants): Answer {
  return envelope(status, { code, message, values }, variants)
}

/** A search without a result and a missing id share their text; only the search may call itself a success. */
export function refusal ({ message, notFound }: Refused, method: string, variants: Variants): Answer {
  if (!notFound) return envelope(variants.errorStatus, { code: 0, message }, variants)
  if (variants.empty === 'status_404') return envelope(404, { code: 0, message }, variants)
  if (method !== 'GET') return envelope(variants.errorStatus, { code: 0, message }, variants)
  return variants.empty === 'code_1' ? envelope(200, { code: 1, message, values: [] }, variants) : envelope(200, { code: 0, message }, variants)
}

function envelope (status: number, said: { code: 0 | 1, message: string, values?: unknown }, { code, junk }: Variants): Answer {
  const text = JSON.stringify({ ...said, code: code === 'string' ? String(said.code) : said.code })
  // PHP names the type before it prints its notice: the header goes on promising JSON.
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: junk === 'none' ? text : JUNK[junk] + text }
}

export function plainFailure (status: number, message: string, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify({ code: 0, message }) }
}

export function htmlPage (status: number, title: string): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=UTF-8' },
    body: `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`
  }
}

export function redirection (status: 301 | 302, location: string): Answer {
  return { ...htmlPage(status, status === 301 ? 'Moved Permanently' : 'Found'), headers: { 'content-type': 'text/html; charset=UTF-8', location } }
}
