import { describe, expect, it } from 'vitest'
import { interactionsFromSequences } from '../../src/data/interactions.ts'
import { CandorError } from '../../src/errors.ts'
import type { Schema } from '../../src/models/params.ts'
import { drawParams, fingerprint, type SearchOptions, search, type Trial } from '../../src/models/tune.ts'

interface Knobs {
  l2: number
  depth: number
  mode: string
  on: boolean
  fixed: number
}

const schema: Schema<Knobs> = {
  l2: { type: 'number', default: 9000, min: 0.01, max: 10_000, scale: 'log', tune: true, doc: 'Best at 10.' },
  depth: { type: 'integer', default: 1, min: 1, max: 9, tune: true, doc: 'Best at 6.' },
  mode: { type: 'choice', default: 'a', options: ['a', 'b', 'c'], tune: true, doc: 'Best at b.' },
  on: { type: 'boolean', default: false, tune: true, doc: 'Best on.' },
  fixed: { type: 'number', default: 0.5, min: 0, max: 1, doc: 'Not tuned.' },
}

/** Best 0, worse with distance; a small share of the work blurs it without turning it round. */
function truth(knobs: Knobs, share: number): number {
  return -Math.abs(Math.log10(knobs.l2) - 1) - Math.abs(knobs.depth - 6) / 4 - (knobs.mode === 'b' ? 0 : 0.5) - (knobs.on ? 0 : 0.3) - 0.1 * (1 - share)
}

type Options = Partial<SearchOptions<Knobs>>
/** A search that counts its evaluations and stores what it persists as JSON, as a store would. */
async function run(options: Options = {}, crashAfter = Number.POSITIVE_INFINITY) {
  const store = new Map<number, string>()
  const asked: { params: Knobs; share: number }[] = []
  const found = search({
    schema,
    trials: 27,
    seed: 4,
    evaluate: async (params, share) => {
      if (asked.length >= crashAfter) throw new CandorError('cancelled', 'The process ended.')
      asked.push({ params, share })
      return truth(params, share)
    },
    persist: async (trial) => {
      store.set(trial.index, JSON.stringify(trial))
    },
    ...options,
  })
  const result = await found.catch((error: unknown) => error as CandorError)
  return { result, asked, kept: [...store.values()].map((text) => JSON.parse(text) as Trial<Knobs>) }
}

function bestOf(result: unknown): { params: Knobs; value: number; index: number } {
  if (result instanceof Error) throw result
  return (result as { best: { params: Knobs; value: number; index: number } }).best
}

const strategies = ['halving', 'random'] as const

describe('the search for parameters', () => {
  it('draws inside the ranges, over the whole of them, and leaves the rest alone', () => {
    const draws = Array.from({ length: 400 }, (_, i) => drawParams(schema, { l2: 1, depth: 1, mode: 'a', on: false, fixed: 0.25 }, 7, i + 1))
    expect(draws.every(({ l2, depth, fixed }) => l2 >= 0.01 && l2 <= 10_000 && Number.isInteger(depth) && depth >= 1 && depth <= 9 && fixed === 0.25)).toBe(
      true,
    )
    expect(new Set(draws.map(({ depth }) => depth)).size).toBe(9)
    expect(new Set(draws.map(({ mode }) => mode)).size).toBe(3)
    // A log scale: half of the draws under the geometric middle, 10.
    const low = draws.filter(({ l2 }) => l2 < 10).length
    expect(low).toBeGreaterThan(160)
    expect(low).toBeLessThan(240)
  })

  it.each(strategies)('finds what is best among its trials by %s and beats the start', async (strategy) => {
    const { result } = await run({ strategy })
    const best = bestOf(result)
    expect(best.value).toBe(truth(best.params, 1))
    expect(best.value).toBeGreaterThan(truth(drawParams(schema, { l2: 9000, depth: 1, mode: 'a', on: false, fixed: 0.5 }, 4, 0), 1))
    const all = Array.from({ length: 27 }, (_, i) => truth(drawParams(schema, { l2: 9000, depth: 1, mode: 'a', on: false, fixed: 0.5 }, 4, i), 1))
    expect(best.value).toBe(Math.max(...all)) // nothing here turns round between rungs, so nothing good may be dropped
  })

  it('halves: 27 trials at a ninth, 9 at a third, 3 at the whole, and the start besides', async () => {
    const { asked } = await run()
    const at = (share: number): number => asked.filter((entry) => entry.share === share).length
    expect(at(1 / 9)).toBe(27)
    expect([9, 10]).toContain(at(1 / 3))
    expect([3, 4, 5]).toContain(at(1))
    expect(asked.some(({ params, share }) => share === 1 && params.l2 === 9000)).toBe(true)
  })

  it('stops trials below the median of those before them', async () => {
    const values = [0.5, 0.6, 0.7, 0.1, 0.9]
    let next = 0
    const calls: string[] = []
    const { result } = await run({
      strategy: 'random',
      trials: 5,
      shares: [0.5, 1],
      evaluate: async (_, share) => {
        const trial = share === 0.5 ? next++ : next - 1
        calls.push(`${trial}@${share}`)
        return values[trial]!
      },
    })
    expect(calls).toEqual(['0@0.5', '0@1', '1@0.5', '1@1', '2@0.5', '2@1', '3@0.5', '4@0.5', '4@1'])
    expect(bestOf(result).index).toBe(4)
  })

  it.each(strategies)('ends with the same result after a crash at any moment, and repeats nothing, by %s', async (strategy) => {
    const whole = await run({ strategy })
    for (const crashAfter of [0, 1, 13, 28, whole.asked.length - 1]) {
      const first = await run({ strategy }, crashAfter)
      expect(first.result).toMatchObject({ code: 'cancelled' })
      const second = await run({ strategy, resume: first.kept.toReversed() })
      expect(bestOf(second.result)).toEqual(bestOf(whole.result))
      expect(first.asked.length + second.asked.length).toBe(whole.asked.length)
      expect([...first.asked, ...second.asked]).toEqual(whole.asked)
    }
  })

  it('does not trust what another seed, schema or set of rungs has kept', async () => {
    const other = await run({ seed: 5 })
    const mine = await run({ resume: other.kept })
    expect(mine.asked.length).toBe((await run()).asked.length - 3) // only the start is the same trial, and its three rungs are kept
    expect((await run({ resume: other.kept, shares: [0.5, 1] })).asked.length).toBe((await run({ shares: [0.5, 1] })).asked.length)
  })

  it('goes on after a trial that fails, keeps its error, and never calls it best', async () => {
    const { result, kept } = await run({
      trials: 6,
      evaluate: async (params, share) => {
        if (params.mode === 'b') throw new RangeError('singular')
        return params.mode === 'c' ? Number.NaN : truth(params, share)
      },
    })
    expect(bestOf(result).params.mode).toBe('a')
    expect(kept.filter((trial) => trial.error === 'singular').length).toBeGreaterThan(0)
    expect(kept.every((trial) => (trial.params.mode === 'a') === (trial.error === undefined))).toBe(true)
  })

  it('says so when not even the start can be evaluated, when it is cancelled, and when it is asked for nonsense', async () => {
    const broken = async (): Promise<number> => Promise.reject(new Error('no memory'))
    expect((await run({ evaluate: broken })).result).toMatchObject({ code: 'internal', message: expect.stringContaining('no memory') })
    expect((await run({ signal: AbortSignal.abort() })).result).toMatchObject({ code: 'cancelled' })
    expect((await run({ trials: 0 })).result).toMatchObject({ code: 'params.invalid' })
    expect((await run({ shares: [0.5, 0.4, 1] })).result).toMatchObject({ code: 'params.invalid' })
    expect((await run({ shares: [0.5] })).result).toMatchObject({ code: 'params.invalid' })
  })

  it('evaluates once where nothing can be tuned', async () => {
    const plain = { fixed: { type: 'number', default: 0.5, min: 0, max: 1, doc: 'Not tuned.' } } as const
    let calls = 0
    const { best } = await search({ schema: plain, trials: 20, seed: 1, shares: [1], evaluate: async () => ++calls })
    expect([calls, best.params]).toEqual([1, { fixed: 0.5 }])
  })
})

describe('the fingerprint of data', () => {
  const data = interactionsFromSequences(
    [
      ['p', ['a', 'b']],
      ['q', ['b']],
    ],
    [{ id: 'a', title: 'Cup' }, { id: 'b' }],
  )
  it('is the same for the same data and another for any change', () => {
    const again = interactionsFromSequences(
      [
        ['p', ['a', 'b']],
        ['q', ['b']],
      ],
      [{ id: 'a', title: 'Cup' }, { id: 'b' }],
    )
    expect(fingerprint(again)).toBe(fingerprint(data))
    expect(fingerprint(data)).toMatch(/^[0-9a-f]{64}$/)
    const changes = [
      { cols: Int32Array.of(1, 0, 1) },
      { ptr: Int32Array.of(0, 1, 3) },
      { times: Float64Array.of(0, 1, 0) },
      { weights: Float32Array.of(1, 1, 0.5) },
      { kinds: Uint8Array.of(4, 4, 0) },
      { products: [{ id: 'a', title: 'Mug' }, { id: 'b' }] },
      { products: [{ id: 'a', title: 'Cup' }, undefined] },
    ]
    expect(new Set([data, ...changes.map((change) => ({ ...data, ...change }))].map(fingerprint)).size).toBe(changes.length + 1)
  })
})
