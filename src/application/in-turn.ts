const queues = new WeakMap<object, Map<string, Promise<unknown>>>()

/**
 * Does `work` when what came before it for the same tenant in this process is done: whoever will wait for the tenant's lock waits
 * here, without a connection, so that a busy tenant never takes those of all others. `owner` is what the connections belong to.
 */
export async function inTurn<T> (owner: object, tenant: string, work: () => Promise<T>): Promise<T> {
  const queue = queues.get(owner) ?? new Map<string, Promise<unknown>>()
  queues.set(owner, queue)
  const mine = (queue.get(tenant) ?? Promise.resolve()).then(work, work)
  queue.set(tenant, mine)
  try {
    return await mine
  } finally {
    if (queue.get(tenant) === mine) queue.delete(tenant)
  }
}
