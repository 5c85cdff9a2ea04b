import { describe, expect, it } from 'vitest'
import { historyFromItems, type Interactions, interactionsFromSequences } from '../../src/data/interactions.ts'
import { Random } from '../../src/math/random.ts'
import { gru4rec } from '../../src/models/gru4rec.ts'
import { advance } from '../../src/models/gru4rec-network.ts'
import { type Gru4recInput, task } from '../../src/models/gru4rec-task.ts'
import { loadModel } from '../../src/models/index.ts'
import type { Model } from '../../src/models/model.ts'
import { parseParams } from '../../src/models/params.ts'
import { type CheckpointPlace, input as inputTensor, openBackend, Parameters } from '../../src/nn/index.ts'
import { lstmCell } from '../../src/nn/layers/index.ts'
import { keepsCommonPromises } from './promises.ts'
import { lopsidedShop, scoresOf } from './shop.ts'

/** Small, quick and without dropout, so that little data is learned whole. */
const small = { factors: 16, batch: 8, samples: 8, epochs: 6, dropoutInput: 0, dropoutOutput: 0, learningRate: 0.1, order: 'random' }
const paramsOf = (input: object) => parseParams(gru4rec.params, { ...small, ...input }, 'gru4rec')

/**
 * Sessions whose next item no set of past items gives away: walks over 12 items, forwards where the session began with item 12, backwards where it began with 13. What follows depends on the last item
 * and on the first, so neither counting pairs nor a state that forgets can know it.
 */
function walks(count: number, seed: string): Interactions {
  const random = new Random(seed)
  return interactionsFromSequences(
    Array.from({ length: count }, (_, session) => {
      const back = random.chance(0.5)
      const start = random.int(12)
      const path = Array.from({ length: 6 }, (_step, at) => (start + (back ? 12 - at : at) + 12) % 12)
      return [`s${session}`, [back ? 'i13' : 'i12', ...path.map((item) => `i${item}`)]] as const
    }),
    Array.from({ length: 14 }, (_, item) => ({ id: `i${item}` })),
  )
}

/** Share of walks whose fifth step is ranked first. */
async function hits(model: Model): Promise<number> {
  const histories: number[][] = []
  const targets: number[] = []
  for (let start = 0; start < 12; start++) {
    for (const back of [0, 1]) {
      const path = Array.from({ length: 5 }, (_, at) => (start + (back ? 12 - at : at) + 12) % 12)
      histories.push([back ? 13 : 12, ...path.slice(0, 4)])
      targets.push(path[4]!)
    }
  }
  const scores = await scoresOf(
    model,
    histories.map((items) => historyFromItems(items)),
  )
  const best = targets.map((_target, row) => scores.subarray(row * 14, row * 14 + 14).reduce((top, score, item, all) => (score > all[top]! ? item : top), 0))
  return best.filter((item, row) => item === targets[row]).length / targets.length
}

describe('its promises', () => keepsCommonPromises(gru4rec, small))

describe.each([{ cell: 'gru' }, { cell: 'lstm', epochs: 40 }, { loss: 'bpr-max', regularise: 0.1, epochs: 40 }, { logQ: 0 }])('with %o', (input) => {
  it('remembers how a session began', async () => {
    const model = await gru4rec.fit(walks(300, 'walks'), paramsOf({ factors: 32, epochs: 25, ...input }), { seed: 2 })
    // Who only knows the last item is right half the time.
    expect(await hits(model)).toBeGreaterThan(0.9)
  })
})

it('gives a history the same bits alone and among others', async () => {
  const model = await gru4rec.fit(lopsidedShop(), paramsOf({}), { seed: 2 })
  const histories = [[1, 2, 3], [4], [], [0, 1, 0, 1, 0, 1, 5], [2, 2]].map((items) => historyFromItems(items))
  const together = await scoresOf(model, histories)
  for (const [row, history] of histories.entries()) {
    expect(await scoresOf(model, [history])).toEqual(together.subarray(row * model.items.length, (row + 1) * model.items.length))
  }
})

it('skips items it never met, puts them below all others, and reads the newest entries only', async () => {
  const model = await gru4rec.fit(lopsidedShop(), paramsOf({ longest: 3 }), { seed: 2 })
  const [plain, met, long] = [
    [5, 6, 7],
    [5, 14, 6, 15, 7],
    [1, 2, 5, 6, 7],
  ].map((items) => historyFromItems(items))
  const scores = await scoresOf(model, [plain!, met!, long!])
  expect(scores.subarray(16, 32)).toEqual(scores.subarray(0, 16))
  expect(scores.subarray(32, 48)).toEqual(scores.subarray(0, 16))
  expect(Math.max(scores[14]!, scores[15]!)).toBeLessThan(Math.min(...scores.subarray(0, 14)))
  const all = await gru4rec.fit(lopsidedShop(), paramsOf({ longest: 9 }), { seed: 2 })
  const [short, whole] = [await scoresOf(all, [plain!]), await scoresOf(all, [long!])]
  expect(whole).not.toEqual(short)
})

it('stops at its best by validation, and tells its curve', async () => {
  const curve: Record<string, number>[] = []
  const data = walks(200, 'walks')
  const validation = Array.from({ length: 12 }, (_, start) => ({
    person: 0,
    history: historyFromItems([12, start, (start + 1) % 12]),
    targets: Int32Array.of((start + 2) % 12),
  }))
  const model = await gru4rec.fit(data, paramsOf({ epochs: 200, patience: 2 }), {
    seed: 2,
    validation,
    progress: ({ figures }) => figures && curve.push(figures),
  })
  expect(curve.length).toBeLessThan(200)
  const best = Math.max(...curve.map((figures) => figures['ndcg@20']!))
  expect(curve.at(-3)!['ndcg@20']).toBe(best)
  let sum = 0
  for (const { history, targets } of validation) {
    const scores = (await scoresOf(model, [history])).subarray(0, 14)
    sum += 1 / Math.log2(1 + scores.filter((score) => score >= scores[targets[0]!]!).length)
  }
  // Walks come back to their items after 12 steps only, so validation left the history's own out; these it ranks far below here.
  expect(sum / 12).toBeLessThanOrEqual(best + 1e-6)
  expect(sum / 12).toBeGreaterThan(best - 0.1)
})

it('goes on from a checkpoint, hidden states and all, to the same bytes', async () => {
  const saved: Uint8Array[] = []
  const place = (from?: Uint8Array): CheckpointPlace => ({ seconds: 0, load: async () => from, save: async (bytes) => void saved.push(bytes) })
  const data = lopsidedShop(200)
  const expected = (await gru4rec.fit(data, paramsOf({ epochs: 3, dropoutInput: 0.3 }), { seed: 2, checkpoint: place() })).save()
  const middle = saved[Math.floor(saved.length / 2)]!
  const resumed = await gru4rec.fit(data, paramsOf({ epochs: 3, dropoutInput: 0.3 }), { seed: 2, checkpoint: place(middle) })
  expect(resumed.save()).toEqual(expected)
  expect((await loadModel(expected)).name).toBe('gru4rec')
})

it.each(['gru', 'lstm'])('writes a %s as an .onnx file that gives the same scores from histories of items', async (cell) => {
  const model = await gru4rec.fit(lopsidedShop(), paramsOf({ cell, longest: 5 }), { seed: 2 })
  const histories = [[1], [2, 3, 4], [0, 1, 2, 3, 4, 5]]
  const expected = await scoresOf(
    model,
    histories.map((items) => historyFromItems(items)),
  )
  const program = await (await openBackend()).open(model.onnx!())
  const scores = new Float32Array(3 * 14)
  const padded = histories.flatMap((items) => [...items.slice(-5), ...Array<number>(5).fill(-1)].slice(0, 5))
  await program.run({ history: Int32Array.from(padded) }, { scores })
  for (let row = 0; row < 3; row++) {
    for (let item = 0; item < 14; item++) expect(scores[row * 14 + item]! + Math.log(14)).toBeCloseTo(expected[row * 16 + item]!, 4)
  }
})

it('foretells chances as they are, however candidates are drawn', async () => {
  const chances = [0.55, 0.25, 0.15, 0.05]
  const random = new Random(5)
  const draw = (): string => {
    const at = random.next()
    return `i${[0.55, 0.8, 0.95, 1].findIndex((edge) => at < edge)}`
  }
  const shop = interactionsFromSequences(Array.from({ length: 300 }, (_, person) => [`p${person}`, Array.from({ length: 8 }, draw)]))
  for (const options of [
    { samples: 64, alpha: 0 },
    { samples: 64, alpha: 1 },
  ]) {
    const model = await gru4rec.fit(shop, paramsOf({ factors: 8, epochs: 12, learningRate: 0.02, ...options }), { seed: 3 })
    const scores = await scoresOf(model, [historyFromItems([2, 1, 0])])
    chances.forEach((chance, item) => {
      expect(Math.exp(scores[shop.items.indexOf(`i${item}`)]!) / 4, JSON.stringify({ ...options, item })).toBeCloseTo(chance, 0.8)
    })
  }
})

describe('sessions side by side', () => {
  const lengths = [4, 2, 1, 7, 3, 2, 5]
  const ptr = Int32Array.from([0, ...lengths.map((_length, at) => lengths.slice(0, at + 1).reduce((a, b) => a + b, 0))])
  const items = Int32Array.from({ length: 24 }, (_, at) => at)
  const input = {
    ...paramsOf({ batch: 3, factors: 4 }),
    ...{ cell: 'gru', loss: 'cross-entropy', ptr, items, counts: new Int32Array(24).fill(1), shuffle: false, validation: [], masked: false },
  } as unknown as Gru4recInput

  it('bring every transition once, in order, a session in one row, and begin each with a state of zeros that is carried to its end', async () => {
    const made = await task(input, { seed: 1, backend: await openBackend() })
    for (const epoch of [0, 1]) {
      const steps = made.begin(epoch)
      const seen: [number, number][] = []
      for (let step = 0; step < steps; step++) {
        const { feeds, rows, results } = made.batch(step)
        const state = feeds.state as Float32Array
        for (let row = 0; row < 3; row++) {
          const from = rows!.from![row]!
          expect((feeds.weights as Float32Array)[row]).toBe(from < 0 ? 0 : 1)
          if (from < 0) continue
          seen.push([from, rows!.candidates![row]!])
          const first = ptr.includes(from)
          // Left by the step before: its number and the item that followed, so that a state of another row or step shows.
          expect([...state.subarray(row * 4, row * 4 + 4)]).toEqual(Array(4).fill(first ? 0 : step * 100 + from))
        }
        for (let row = 0; row < 3; row++) results!.next!.fill((step + 1) * 100 + rows!.candidates![row]!, row * 4, row * 4 + 4)
      }
      const expected = [...items].filter((item) => !ptr.includes(item + 1)).map((item) => [item, item + 1])
      expect(seen.sort((a, b) => a[0] - b[0])).toEqual(expected)
      // 17 transitions in 3 rows, the longest session 6 of them.
      expect(steps).toBe(7)
    }
  })
})

it('keeps the output and the memory of an LSTM side by side', async () => {
  const random = new Random('lstm')
  const values = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal())
  const x = inputTensor('from', [3, 4])
  const parameters = new Parameters()
  const next = advance(x, inputTensor('both', [3, 8]), { cell: 'lstm', factors: 4 }, parameters)
  const apart = lstmCell(x, { hidden: inputTensor('hidden', [3, 4]), cell: inputTensor('memory', [3, 4]) }, parameters.under('lstm'))
  const program = await (await openBackend()).compile({ next, output: apart.hidden, cell: apart.cell })
  const [both, result] = [values(24), { next: new Float32Array(24), output: new Float32Array(12), cell: new Float32Array(12) }]
  const half = (array: Float32Array, from: number): Float32Array =>
    Float32Array.from([0, 1, 2].flatMap((row) => [...array.subarray(row * 8 + from, row * 8 + from + 4)]))
  const feeds = { from: values(12), both, hidden: half(both, 0), memory: half(both, 4) }
  await program.run({ ...parameters.initialise(1).views, ...feeds }, result)
  expect(half(result.next, 0)).toEqual(result.output)
  expect(half(result.next, 4)).toEqual(result.cell)
})
