/**
 * Of tap's full account, what a log needs: a line per test file, and every failed assertion with the sentences it stands in
 * and what tap says of it. For where nobody watches: tap's own reporters redraw a screen there, or lose their last one.
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
    const timed = /# time=/.test(text)   // the end of a subtest, whose failures have been told
    failed = Boolean(not) && !timed && !/# TODO/i.test(text)
    if (failed) {
      return [`not ok ${[...sentences.slice(0, depth.length / 4), text].join(' > ')}`]
    }
    return depth ? [] : [`${not ?? ''}ok ${text.replace('# time=', '')}`]
  }
}
