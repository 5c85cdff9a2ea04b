import { Random } from '../math/random.ts'
import { Dropouts, Parameters, popularNegatives, type TaskFactory, uniform, type Weights, zeros } from '../nn/index.ts'
import { ndcgAt, type ValidationCase } from '../nn/validation.ts'
import { type Gru4recShape, type LossOptions, stateWidth, stepNetwork } from './gru4rec-network.ts'
import { Gru4recRun, type Gru4recWeights } from './gru4rec-run.ts'

/** What the training thread is given. Items are numbered among those with events. */
export interface Gru4recInput extends LossOptions, Gru4recShape {
  /** Borders of sessions [sessions + 1], in the order to learn them where `shuffle` is false. */
  readonly ptr: Int32Array
  readonly items: Int32Array
  /** Events of each item [items]. */
  readonly counts: Int32Array
  readonly shuffle: boolean
  readonly alpha: number
  readonly logQ: number
  readonly learningRate: number
  readonly epochs: number
  readonly patience: number
  readonly validation: readonly ValidationCase[]
  /** Whether what a session has seen is left out in validation. */
  readonly masked: boolean
}

/** The training of GRU4Rec: sessions side by side, each in a row of the batch until its end, when the next takes the row with a fresh state. */
export const task: TaskFactory<Gru4recInput> = async (wanted, { seed, backend }) => {
  const { batch, samples, counts, factors } = wanted
  const all = batch + samples
  const parameters = new Parameters()
  const dropouts = new Dropouts()
  const { loss, next } = stepNetwork(wanted, parameters, dropouts, wanted)
  const negatives = popularNegatives(counts, wanted.alpha)
  const expected = logExpected(counts, negatives.logQ, wanted)
  const run = await Gru4recRun.open(backend, wanted)

  const width = stateWidth(wanted)
  const before = new Float32Array(batch * width)
  const after = new Float32Array(batch * width)
  const numbers = new Int32Array(all)
  const logQ = new Float32Array(all)
  const weights = new Float32Array(batch)
  let plan: Plan
  let stream: Random
  return {
    loss,
    parameters,
    dropouts,
    outputs: { next },
    tables: {
      vectors: { rows: counts.length, width: factors, most: all + batch, initialise: uniform(Math.sqrt(6 / (counts.length + factors))) },
      biases: { rows: counts.length, width: 1, most: all, initialise: zeros },
    },
    lookups: { from: 'vectors', candidates: 'vectors', biases: 'biases' },
    optimiser: { kind: 'adagrad', epsilon: 1e-6 },
    schedule: { rate: wanted.learningRate },
    epochs: wanted.epochs,
    patience: wanted.patience,
    begin(epoch) {
      stream = new Random(seed).fork(`epoch ${epoch}`)
      plan = sideBySide(wanted, batch, wanted.shuffle ? stream.fork('order') : undefined)
      return plan.steps
    },
    batch(step) {
      before.set(after)
      const cells = [step * batch, (step + 1) * batch] as const
      const to = plan.to.subarray(...cells)
      for (let row = 0; row < batch; row++) {
        if (plan.fresh[step * batch + row] === 1) before.fill(0, row * width, (row + 1) * width)
        weights[row] = to[row] >= 0 ? 1 : 0
      }
      numbers.set(to)
      negatives.draw(stream.fork(step), numbers.subarray(batch))
      // A row without a session has no target: no chance leaves its column out of every softmax.
      for (let at = 0; at < all; at++) logQ[at] = numbers[at] >= 0 ? expected[numbers[at]] : 1e9
      return {
        feeds: { state: before, numbers, logQ, weights },
        rows: { from: plan.from.subarray(...cells), candidates: numbers, biases: numbers },
        results: { next: after },
      }
    },
    async validate(now) {
      if (wanted.validation.length === 0) return undefined
      const histories = wanted.validation.map(({ history }) => history)
      let sum = 0
      await run.scores(weightsOf(now), histories, (at, scores) => {
        sum += ndcgAt(20, scores, wanted.validation[at]!, wanted.masked)
      })
      return { name: 'ndcg@20', value: sum / histories.length }
    },
    state: () => ({ after }),
  }
}

/** The trained arrays by their meaning. */
export function weightsOf({ parameters, tables }: Weights): Gru4recWeights {
  return { parameters, vectors: tables.vectors!, biases: tables.biases! }
}

/**
 * The logarithm of how often each item is expected among the candidates of a step, as another session's target or as a sample, times `logQ` [items]: what is taken off its score (Bengio and Senécal 2008).
 */
function logExpected(counts: Int32Array, chance: (item: number) => number, { batch, samples, logQ }: Gru4recInput): Float32Array {
  const sum = counts.reduce((total, count) => total + count, 0)
  return Float32Array.from(counts, (count, item) => logQ * Math.log((batch * count) / sum + samples * Math.exp(chance(item))))
}

interface Plan {
  readonly steps: number
  /** Item seen, item that follows, and whether a session begins [steps × batch]; −1 and 0 where no session is. */
  readonly from: Int32Array
  readonly to: Int32Array
  readonly fresh: Uint8Array
}

/** Lays all sessions of at least two items out in `batch` rows: each goes to the row that is free first. */
function sideBySide({ ptr, items }: Gru4recInput, batch: number, random: Random | undefined): Plan {
  const sessions = Int32Array.from({ length: ptr.length - 1 }, (_, session) => session).filter((session) => ptr[session + 1] - ptr[session] > 1)
  random?.shuffle(sessions)
  const used = new Int32Array(batch)
  const row = new Int32Array(sessions.length)
  const start = new Int32Array(sessions.length)
  for (const [at, session] of sessions.entries()) {
    let shortest = 0
    for (let each = 1; each < batch; each++) if (used[each] < used[shortest]) shortest = each
    row[at] = shortest
    start[at] = used[shortest]
    used[shortest] += ptr[session + 1] - ptr[session] - 1
  }
  const steps = Math.max(0, ...used)
  const plan = { steps, from: new Int32Array(steps * batch).fill(-1), to: new Int32Array(steps * batch).fill(-1), fresh: new Uint8Array(steps * batch) }
  for (const [at, session] of sessions.entries()) {
    const first = start[at] * batch + row[at]
    plan.fresh[first] = 1
    for (let entry = ptr[session]; entry + 1 < ptr[session + 1]; entry++) {
      const cell = first + (entry - ptr[session]) * batch
      plan.from[cell] = items[entry]
      plan.to[cell] = items[entry + 1]
    }
  }
  return plan
}
