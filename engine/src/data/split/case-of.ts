import type { Case } from '../case.ts'
import { historyOf, type Interactions, sliceHistory } from '../interactions.ts'

/** The case "given the entries before `from`, find those from `from` to `to`"; undefined where nothing fair is left to find. Repeats of the history are no targets. */
export function caseOf(data: Interactions, person: number, from: number, to: number): Case | undefined {
  const whole = historyOf(data, person)
  const history = sliceHistory(whole, 0, from)
  const seen = new Set(history.items)
  const targets = [...new Set(whole.items.subarray(from, to))].filter((item) => !seen.has(item))
  return targets.length === 0 || history.items.length === 0 ? undefined : { person, history, targets: Int32Array.from(targets) }
}
