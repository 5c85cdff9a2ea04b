import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Arena } from '../../src/nn/arena.ts'
import { Optimiser, type OptimiserOptions } from '../../src/nn/optimiser.ts'
import { Table } from '../../src/nn/rows.ts'
import { rateAt } from '../../src/nn/schedule.ts'

/** Made by golden/make-optimisers.py with torch.optim in float64. */
const golden: {
  steps: number
  lookups: number[][]
  rows: number
  width: number
  dense: { name: string; rate: number; options: OptimiserOptions; values: number[] }[]
  sparse: { kind: OptimiserOptions['kind']; rate: number; values: number[] }[]
  rates: Record<'linear' | 'cosine', number[]>
} = JSON.parse(readFileSync(new URL('../golden/optimisers.json', import.meta.url), 'utf8'))

const start = (n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => Math.sin(i + 1))
const gradient = (step: number, n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => Math.cos(0.7 * i + 1.3 * step) * (1 + 0.2 * step))
const gap = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)

describe('dense parameters', () => {
  it.each(golden.dense)('$name: the steps of torch.optim', ({ rate, options, values }) => {
    const n = values.length
    const arena = new Arena(2 * Arena.bytes([n]) + Optimiser.bytes(options, [n], []))
    const parameter = { name: 'w', values: arena.f32(n) }
    parameter.values.set(start(n))
    const optimiser = new Optimiser(arena, options, [parameter])
    const own = arena.f32(n)
    for (let step = 0; step < golden.steps; step++) {
      own.set(gradient(step, n))
      // By turns from inside and outside the arena.
      optimiser.step(rate, { w: step % 2 === 0 ? own : gradient(step, n) })
    }
    expect(gap(parameter.values, values)).toBeLessThan(1e-6)
  })

  it('clips by the norm of all gradients together and returns it', () => {
    const arena = new Arena(100_000)
    const a = { name: 'a', values: arena.f32(4) }
    const b = { name: 'b', values: arena.f32(2) }
    const table = new Table(arena, { rows: 3, width: 2, most: 4 })
    const optimiser = new Optimiser(arena, { kind: 'sgd', clip: 2.5 }, [a, b], { table })
    table.collect([{ indices: Int32Array.of(1, 1), gradient: Float32Array.of(2, 0, 2, 0) }])
    const norm = optimiser.step(1, { a: Float32Array.of(1, 1, 1, 1), b: Float32Array.of(1, 2) })
    expect(norm).toBeCloseTo(5, 6)
    expect(gap(a.values, [-0.5, -0.5, -0.5, -0.5])).toBeLessThan(1e-6)
    expect(gap(b.values, [-0.5, -1])).toBeLessThan(1e-6)
    expect(gap(table.values, [0, 0, -2, 0, 0, 0])).toBeLessThan(1e-6)
    // A step that looks nothing up leaves the table as it is.
    expect(optimiser.step(1, { a: new Float32Array(4), b: new Float32Array(2) })).toBe(0)
    expect(gap(table.values, [0, 0, -2, 0, 0, 0])).toBeLessThan(1e-6)
  })

  it('names a missing, a misshapen and an infinite gradient', () => {
    const arena = new Arena(10_000)
    const optimiser = new Optimiser(arena, { kind: 'adam' }, [{ name: 'w', values: arena.f32(3) }])
    expect(() => optimiser.step(1, {})).toThrow('gradient of "w" is missing')
    expect(() => optimiser.step(1, { w: new Float32Array(2) })).toThrow('has 2 numbers, the parameter 3')
    expect(() => optimiser.step(1, { w: Float32Array.of(1, Number.NaN, 0) })).toThrow('Choose a lower learning rate')
  })
})

describe('tables', () => {
  it.each(golden.sparse)('$kind: the steps of torch.optim on sparse gradients, untouched rows at rest', ({ kind, rate, values }) => {
    const { rows, width, lookups } = golden
    const shape = { rows, width, most: 4 }
    const arena = new Arena(Table.bytes(shape) + Optimiser.bytes({ kind }, [], [rows * width]))
    const table = new Table(arena, shape)
    table.values.set(start(rows * width))
    const optimiser = new Optimiser(arena, { kind }, [], { table })
    lookups.forEach((list, step) => {
      table.collect([{ indices: Int32Array.from(list), gradient: gradient(step, list.length * width) }])
      optimiser.step(rate, {})
    })
    expect(gap(table.values, values)).toBeLessThan(1e-6)
    expect(table.values.subarray(5 * width)).toEqual(start(rows * width).subarray(5 * width))
  })

  it('go on from their moments bit for bit', () => {
    const run = (interrupt: boolean): Float32Array => {
      const shape = { rows: 6, width: 5, most: 4 }
      const open = (): { table: Table; optimiser: Optimiser } => {
        const arena = new Arena(100_000)
        const table = new Table(arena, shape)
        return { table, optimiser: new Optimiser(arena, { kind: 'adam' }, [], { table }) }
      }
      let { table, optimiser } = open()
      golden.lookups.forEach((list, step) => {
        if (interrupt && step === 3) {
          const before = { values: table.values.slice(), steps: optimiser.steps, moments: optimiser.moments() }
          ;({ table, optimiser } = open())
          table.values.set(before.values)
          optimiser.steps = before.steps
          for (const [name, moment] of Object.entries(optimiser.moments())) moment.set(before.moments[name]!)
        }
        table.collect([{ indices: Int32Array.from(list), gradient: gradient(step, list.length * 5) }])
        optimiser.step(0.02, {})
      })
      return table.values
    }
    expect(run(true)).toEqual(run(false))
  })
})

it.each(['linear', 'cosine'] as const)('%s decay after a warm-up gives the rates of torch', (decay) => {
  const rates = golden.rates[decay].map((_, step) => rateAt({ rate: 0.4, warmup: 3, decay, total: 11, floor: 0.1 }, step))
  expect(gap(rates, golden.rates[decay])).toBeLessThan(1e-12)
  expect(rateAt({ rate: 0.4, warmup: 3, decay, total: 11, floor: 0.1 }, 50)).toBeCloseTo(0.04, 12)
  expect(() => rateAt({ rate: 1, warmup: 3, decay, total: 3 }, 0)).toThrow('needs a total above its 3 steps')
})
