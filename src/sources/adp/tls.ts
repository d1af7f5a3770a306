import type { ClientTls } from '../../domain/reading.ts'
import type { Credentials, Settings } from './settings.ts'

/** Blocks of a PEM in lines as RFC 7468 has them, however they were pasted: in one line, or with \n spelled out. */
const inLines = (text: string): string =>
  text.replace(/-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \1-----/g, (_block, label: string, content: string) => {
    const base64 = content.replaceAll('\\n', '').replaceAll('\\r', '').replace(/\s/g, '')
    return `-----BEGIN ${label}-----\n${base64.match(/.{1,64}/g)?.join('\n') ?? ''}\n-----END ${label}-----\n`
  }).replaceAll('\\n', '\n')

/** The client certificate that goes with every call. */
export function tls ({ certificate, private_key: key }: Credentials, { ca }: Settings): ClientTls | undefined {
  if (certificate === undefined && key === undefined && ca === undefined) return undefined
  return {
    ...(certificate !== undefined && { cert: inLines(certificate) }),
    ...(key !== undefined && { key: inLines(key) }),
    ...(ca !== undefined && { ca: inLines(ca) })
  }
}
