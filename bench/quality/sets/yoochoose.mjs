import { historyOf, interactionsFromSequences, sliceHistory } from '../../../engine/dist/data/interactions.js'
import { lines } from './read.mjs'

export const folder = 'sessions-yoochoose-100k'
export const title = 'YooChoose, 100k clicks'
export const protocol =
  'Sessions of clicks: after each click of a test session its next click is the target, every item ranked, nothing masked (people come back to what they saw), ties against the target. Validation: the last tenth of the training sessions by time. MRR@20 and HR@20 are means over clicks.'
export const k = [20]
export const headline = ['mrr@20', 'hr@20', 'coverage@20', 'novelty@20', 'gini@20']
export const maskSeen = false

/** Validation is a fit of its own, without the last tenth of the sessions. */
export function load() {
  const train = sessionsOf('sessions-yoochoose-100k/raw/prepared/yoochoose-clicks-100k_train_full.txt.gz')
  const test = sessionsOf('sessions-yoochoose-100k/raw/prepared/yoochoose-clicks-100k_test.txt.gz')
  const byStart = [...train].sort((a, b) => a[1][0].at - b[1][0].at)
  const cut = Math.floor(byStart.length * 0.9)
  return { validation: part(byStart.slice(0, cut), byStart.slice(cut)), test: part(train, test) }
}

function part(known, asked) {
  const train = withTimes(known)
  const test = withTimes(asked)
  const cases = []
  for (let session = 0; session < test.people.length; session++) {
    const whole = historyOf(test, session)
    const items = Int32Array.from(whole.items, (item) => train.items.indexOf(test.items.name(item)))
    // Items that training never met cannot be ranked by models of sessions alone; the reference lists pass them over as well.
    const kept = [...items.keys()].filter((at) => items[at] >= 0)
    const history = {
      items: Int32Array.from(kept, (at) => items[at]),
      times: Float64Array.from(kept, (at) => whole.times[at]),
      weights: Float32Array.from(kept, (at) => whole.weights[at]),
      kinds: Uint8Array.from(kept, (at) => whole.kinds[at]),
    }
    for (let at = 1; at < kept.length; at++) cases.push({ person: session, history: sliceHistory(history, 0, at), targets: history.items.slice(at, at + 1) })
  }
  return { train, cases }
}

function withTimes(sessions) {
  const data = interactionsFromSequences(sessions.map(([session, clicks]) => [session, clicks.map(({ item }) => item)]))
  return { ...data, kinds: data.kinds.fill(0), times: Float64Array.from(sessions.flatMap(([, clicks]) => clicks.map(({ at }) => at))) }
}

function sessionsOf(file) {
  const sessions = new Map()
  for (const line of lines(file).slice(1)) {
    const [session, item, seconds] = line.split('\t')
    const own = sessions.get(session) ?? []
    own.push({ item, at: Math.round(Number(seconds) * 1000) })
    sessions.set(session, own)
  }
  for (const own of sessions.values()) own.sort((a, b) => a.at - b.at)
  return [...sessions]
}
