import { configure } from 'safe-stable-stringify'

const stringify = configure({ circularValue: Error, bigint: false })

/** The same text for the same content, however its members are ordered and spaced: what a repeated body is recognised by. */
export const stableJson = (value: unknown): string => stringify(value) ?? ''
