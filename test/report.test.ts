import t from 'tap'
import { counting, report } from './report.ts'

const ACCOUNT = `# Subtest: a file
    TAP version 14
    # Subtest: a sentence
        ok 1 - it holds
        not ok 2 - it does not
          ---
          diff: the difference
          ...
        ok 3 - to be done # TODO
        not ok 4 - it rejects in time # time=2ms
        1..4
    not ok 1 - a sentence # time=3ms
      ---
      at: somewhere
      ...
    # Subtest: one that cannot be
    ok 2 - one that cannot be # SKIP no browser here
    ok 3 - at the top
    1..3
not ok 1 - a file # time=12ms`

t.test('a log has a line for each file, every failed assertion with what is said of it, and what was skipped and why', async (t) => {
  const told = report()
  t.same(ACCOUNT.split('\n').flatMap(told), [
    'not ok a file > a sentence > it does not',
    '          diff: the difference',
    'not ok a file > a sentence > it rejects in time # time=2ms',
    'skipped a file > one that cannot be — no browser here',
    'not ok a file 12ms'
  ])
})

t.test('assertions count, and sums of them do not', async (t) => {
  const { counts, take } = counting()
  ACCOUNT.split('\n').forEach(take)
  t.same(counts, { pass: 2, fail: 2, skip: 2 })
})
