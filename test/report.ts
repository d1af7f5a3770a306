/**
 * Of tap's full account, what a log needs: a line per test file, and every failed assertion with the sentences it stands in
 * and what tap says of it, and what was skipped, with its reason. For where nobody watches: tap's own reporters redraw a screen there, or lose their last one.
 */
export function report (): (line: string) => string[] {
  const sentences: string[] = []
  const endsSubtest = subtests()
  let failed = false
  let told = false
  return (line) => {
    const isEnd = endsSubtest(line)
    const miscount = line.match(/^ *# (test count.*)/)?.[1]
    if (miscount) return [`not ok ${[...sentences, miscount].join(' > ')}`]
    if (/^ *---$/.test(line)) told = failed
    if (/^ *\.\.\.$/.test(line)) told = failed = false
    if (told) return /^ *---$/.test(line) ? [] : [line]
    const [, indent = '', subtest] = line.match(/^( *)# Subtest: (.*)/) ?? []
    if (subtest) sentences.splice(indent.length / 4, Infinity, subtest)
    const [, depth = '', not, text = ''] = line.match(/^( *)(not )?ok \d+ - (.*)/) ?? []
    if (!text) return []
    if (/# SKIP/i.test(text)) return [`skipped ${[...sentences.slice(0, depth.length / 4), text.replace('# SKIP', '—')].join(' > ')}`]
    failed = Boolean(not) && !isEnd && !/# TODO/i.test(text)   // of a subtest the failures have been told
    if (failed) {
      return [`not ok ${[...sentences.slice(0, depth.length / 4), text].join(' > ')}`]
    }
    return depth ? [] : [`${not ?? ''}ok ${text.replace('# time=', '')}`]
  }
}

/** Whether a line of an account ends a subtest, rather than being an assertion of its own. */
function subtests (): (line: string) => boolean {
  const open = new Map<string, string>()
  return (line) => {
    const [, indent = '', name] = line.match(/^( *)# Subtest: (.*)/) ?? []
    if (name !== undefined) open.set(indent, name)
    const [, depth = '', text] = line.match(/^( *)(?:not )?ok \d+ - (.*)/) ?? []
    const begun = open.get(depth)
    if (text === undefined || begun === undefined || !(text === begun || text.startsWith(`${begun} #`))) return false
    open.delete(depth)
    return true
  }
}

export interface Counts { pass: number, fail: number, skip: number }

/** The assertions of an account: a subtest is the sum of its own. */
export function counting (): { counts: Counts, take (line: string): void } {
  const counts: Counts = { pass: 0, fail: 0, skip: 0 }
  const endsSubtest = subtests()
  return {
    counts,
    take (line) {
      const isEnd = endsSubtest(line)
      const [, not, text = ''] = line.match(/^ *(not )?ok \d+(.*)/) ?? []
      if (text === '') return
      if (/# (SKIP|TODO)/i.test(text)) counts.skip += 1
      else if (!isEnd) counts[not ? 'fail' : 'pass'] += 1
    }
  }
}
