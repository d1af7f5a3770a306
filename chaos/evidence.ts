import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inOrder } from './ledger.ts'
import { expectedOf } from './oracle.ts'
import type { Sending } from './sender.ts'
import type { Findings } from './verdict.ts'
import type { World } from './world.ts'

const MOST = 20

/** What was said of the people a finding is about, and what the destination was told: enough to repeat it by hand. */
export async function keepEvidence (directory: string, world: World, sendings: Sending[], findings: Findings): Promise<void> {
  const sentences = Object.values(findings).flat()
  const numbers = [...new Set(sentences.flatMap((sentence) => [...sentence.matchAll(/\b(\d{6})\b/g)].map(([, number]) => number!)))].slice(0, MOST)
  const people = world.tenants.flatMap((tenant, i) => numbers.map((number) => {
    const entries = sendings[i]!.ledger.acknowledged.filter(({ statement }) => statement.person === number)
    const account = tenant.sandbox.people().find((person) => person.internal_number === number)
    const calls = tenant.watch.calls().filter(({ path, body, query }) => (account !== undefined && path.includes(account.id_person)) || [body, query].some((each) => (each as { internal_number?: string } | undefined)?.internal_number === number))
    return {
      tenant: tenant.name,
      number,
      said: inOrder(entries).map(({ statement: { type, body, at }, id, receivedAt }) => ({ type, body, at: at && new Date(at).toISOString(), received: new Date(receivedAt).toISOString(), id })),
      expected: expectedOf(entries),
      account,
      calls
    }
  }))
  await writeFile(join(directory, 'evidence.json'), `${JSON.stringify({ findings, people }, null, 1)}\n`)
}
