/**
 * Of tap's full account, what a log needs: a line per test file, and every failed assertion with the sentences it stands in
 * and what tap says of it, and what was skipped, with its reason. For where nobody watches: tap's own reporters redraw a screen there, or lose their last one.
 */
export function report (): (line: string) => string[] {
  const sentences: string[] = []
  let failed = false
  let told = false
  return (line) => {
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
    const timed = /# time=/.test(text)   // the end of a subtest, whose failures have been told
    failed = Boolean(not) && !timed && !/# TODO/i.test(text)
    if (failed) {
      return [`not ok ${[...sentences.slice(0, depth.length / 4), text].join(' > ')}`]
    }
    return depth ? [] : [`${not ?? ''}ok ${text.replace('# time=', '')}`]
  }
}

export interface Counts { pass: number, fail: number, skip: number }

/** The assertions of an account: a subtest is the sum of its own. */
export function counting (): { counts: Counts, take (line: string): void } {
  const counts: Counts = { pass: 0, fail: 0, skip: 0 }
  return {
    counts,
    take (line) {
      const [, not, text = ''] = line.match(/^ *(not )?ok \d+(.*)/) ?? []
      if (text === '' || /# time=/.test(text)) return
      if (/# (SKIP|TODO)/i.test(text)) counts.skip += 1
      else counts[not ? 'fail' : 'pass'] += 1
    }
  }
}
