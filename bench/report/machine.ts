import { cpus, release, totalmem, type } from 'node:os'

/** What the numbers were measured on. */
export async function machine (): Promise<string> {
  const { length } = cpus()
  return `${length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release()}, Node ${process.version}`
}
