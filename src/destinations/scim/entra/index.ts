import type { Step } from '../../../domain/destination.ts'

export { check } from './check.ts'
export { plan } from './platform.ts'
export { run, upload } from './run.ts'

/** Operations of one upload, at most. */
export const MOST = 50

export const isUpload = ({ calls: [call] }: Step): boolean => call?.path === '/bulkUpload'
