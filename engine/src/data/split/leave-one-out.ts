import type { Case } from '../case.ts'
import { historyOf, type Interactions, sliceHistory } from '../interactions.ts'
import { keepEntries } from './keep.ts'
import type { Split } from './split.ts'

/**
 * Leave-one-out: a person's last entry is the test, the one before it the validation, the rest the training. The test case's history is everything before the last entry, the
 * validation's everything before the second last. People with fewer than three entries stay in training whole.
 */
export function leaveOneOut(data: Interactions): Split {
  const validation: Case[] = []
  const test: Case[] = []
  const kept = new Uint8Array(data.cols.length).fill(1)
  for (let person = 0; person < data.people.length; person++) {
    const [from, to] = [data.ptr[person], data.ptr[person + 1]]
    const length = to - from
    if (length < 3) continue
    const history = historyOf(data, person)
    kept[to - 1] = 0
    kept[to - 2] = 0
    for (const [cases, at] of [
      [validation, length - 2],
      [test, length - 1],
    ] as const) {
      const target = history.items[at]
      const before = sliceHistory(history, 0, at)
      // With seen items masked, an item that was there before cannot be found: no fair question.
      if (!before.items.includes(target)) cases.push({ person, history: before, targets: Int32Array.of(target) })
    }
  }
  return {
    name: 'leave-one-out',
    train: keepEntries(data, kept),
    validation,
    test,
    protocol: 'A person’s last entry is the test, the one before it the validation; models learn from the rest.',
  }
}
