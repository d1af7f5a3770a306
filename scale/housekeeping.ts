import type { Trial } from './main.ts'
export const trial: Trial = { about: '', run: async () => false }
