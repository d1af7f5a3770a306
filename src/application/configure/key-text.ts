import { hash } from 'node:crypto'

const WRITTEN = /^cracha_([0-9a-f]{32})_([0-9a-f]{64})$/

/** `cracha_<id>_<secret>`: the prefix lets secret scanners find keys that were published by mistake. */
export const writtenKey = (id: string, secret: string): string => `cracha_${id.slice('key_'.length)}_${secret}`

export function readKey (text: string): { id: string, secret: string } | undefined {
  const [, id, secret] = WRITTEN.exec(text) ?? []
  return id === undefined || secret === undefined ? undefined : { id: `key_${id}`, secret }
}

/** SHA-256 is enough for 256 random bits: there is no dictionary to slow down. */
export const hashOf = (secret: string): Buffer => hash('sha256', secret, 'buffer')
