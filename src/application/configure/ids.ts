import { randomBytes } from 'node:crypto'

/** 128 random bits: a source's id is all that its webhook URL has to be found by, so nobody may guess one. */
export const newId = (prefix: 'src' | 'dst' | 'key' | 'run'): string => `${prefix}_${randomBytes(16).toString('hex')}`
