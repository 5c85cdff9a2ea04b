import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { Dropouts, fillDropout } from '../../src/nn/dropouts.ts'
import * as layers from '../../src/nn/layers/index.ts'
import { add, concat, gelu, reshape, total } from '../../src/nn/ops/index.ts'
import { Parameters } from '../../src/nn/parameters.ts'
import { input, type Tensor } from '../../src/nn/tensor.ts'
import { check, type Draw } from './check.ts'
import { dense, evaluate } from './evaluate.ts'

const open: Draw = { shape: ['rows', 4] }
const blocks: Draw = { shape: ['blocks', 3, 4] }
const segments: Draw = { shape: ['blocks', 3], type: 'int32', value: (random) => random.int(2) }

type Build = (inputs: Record<string, Tensor>, parameters: Parameters) => Tensor
const cases: Record<string, [Record<string, Draw>, Build]> = {
  linear: [{ x: open }, ({ x }, p) => layers.linear(x!, 3, p)],
  'linear without bias, on a batch': [{ x: blocks }, ({ x }, p) => layers.linear(x!, 3, p, { bias: false })],
  layerNorm: [{ x: blocks }, ({ x }, p) => layers.layerNorm(x!, p)],
  rmsNorm: [{ x: open }, ({ x }, p) => layers.rmsNorm(x!, p)],
  dropout: [{ x: open }, ({ x }) => layers.dropout(x!, 0.3, new Dropouts())],
  'attention, bidirectional': [{ x: blocks }, ({ x }, p) => layers.attention(x!, p, { heads: 2 })],
  'attention, causal and packed, with dropout': [
    { x: blocks, segments },
    ({ x, segments: s }, p) => layers.attention(x!, p, { heads: 1, mask: layers.blockMask(s!, { causal: true }), rate: 0.2, dropouts: new Dropouts() }),
  ],
  'attention without projection': [
    { x: blocks, segments },
    ({ x, segments: s }, p) => layers.attention(x!, p, { heads: 4, project: false, mask: layers.blockMask(s!, { causal: false }) }),
  ],
  feedForward: [{ x: open }, ({ x }, p) => layers.feedForward(x!, p, { hidden: 5, activation: gelu, rate: 0.5, dropouts: new Dropouts() })],
  gruCell: [{ x: open, h: { shape: ['rows', 3] } }, ({ x, h }, p) => layers.gruCell(x!, h!, p)],
  'gru over three steps': [{ x: blocks, h: { shape: ['blocks', 2] } }, ({ x, h }, p) => concat(layers.gru(x!, h!, p), -1)],
  lstmCell: [
    { x: open, h: { shape: ['rows', 3] }, c: { shape: ['rows', 3] } },
    ({ x, h, c }, p) => {
      const next = layers.lstmCell(x!, { hidden: h!, cell: c! }, p)
      return add(next.hidden, next.cell)
    },
  ],
  'lstm over three steps': [
    { x: blocks, h: { shape: ['blocks', 2] }, c: { shape: ['blocks', 2] } },
    ({ x, h, c }, p) => total(layers.lstm(x!, { hidden: h!, cell: c! }, p).map((state) => state.hidden)),
  ],
}

describe('layers', () => {
  for (const [name, [draws, build]] of Object.entries(cases)) it(`${name}: value and gradient`, () => check(draws, (inputs) => build(inputs, new Parameters())))

  it('attention lets a place see only its own segment, and none later', () => {
    const parameters = new Parameters()
    const x = input('x', [1, 4, 2])
    const s = input('s', [1, 4], 'int32')
    const y = layers.attention(x, parameters, { heads: 1, mask: layers.blockMask(s, { causal: true }) })
    const random = new Random(3)
    const weights = Object.fromEntries(parameters.list().map(({ name, shape }) => [name, dense(shape, () => random.normal())]))
    const at = (values: number[]): number[] => [
      ...evaluate([y], {
        ...weights,
        x: { shape: [1, 4, 2], values: Float64Array.from(values) },
        s: { shape: [1, 4], values: Float64Array.of(1, 1, 2, 2) },
      })[0]!.values,
    ]
    const before = at([1, 2, 3, 4, 5, 6, 7, 8])
    const sees = (moved: number): boolean[] => {
      const values = [1, 2, 3, 4, 5, 6, 7, 8]
      values[2 * moved]! += 1
      const after = at(values)
      return [0, 1, 2, 3].map((place) => after[2 * place] !== before[2 * place])
    }
    expect([0, 1, 2, 3].map(sees)).toEqual([
      [true, true, false, false],
      [false, true, false, false],
      [false, false, true, true],
      [false, false, false, true],
    ])
  })

  it('dropout keeps the mean, drops at its rate, and is the same for the same seed', () => {
    const draw = (seed: number): Float32Array => {
      const mask = new Float32Array(100_003)
      fillDropout(new Random(seed), 0.3, mask)
      return mask
    }
    const mask = draw(5)
    expect(mask.reduce((a, b) => a + b, 0) / mask.length).toBeCloseTo(1, 1)
    expect(mask.filter((value) => value === 0).length / mask.length).toBeCloseTo(77 / 256, 2)
    expect(new Set(mask).size).toBe(2)
    expect(draw(5)).toEqual(mask)
    expect(draw(6)).not.toEqual(mask)
    expect(layers.dropout(input('x', [2]), 0.5, undefined).operator.name).toBe('input')
  })

  it('share parameters by name, and refuse another shape', () => {
    const parameters = new Parameters()
    const x = input('x', [2, 3])
    layers.linear(x, 4, parameters.under('a'))
    layers.linear(x, 4, parameters.under('a'))
    layers.linear(reshape(x, [3, 2]), 4, parameters.under('b'))
    expect(parameters.list().map(({ name }) => name)).toEqual(['a/weight', 'a/bias', 'b/weight', 'b/bias'])
    expect(parameters.size).toBe(12 + 4 + 8 + 4)
    expect(() => layers.linear(x, 5, parameters.under('a'))).toThrow('"a/weight" was declared with shape [3,4], now with [3,5]')
    const first = parameters.initialise(1)
    expect(first.views['b/weight']!.buffer).toBe(first.flat.buffer)
    expect(parameters.initialise(1).flat).toEqual(first.flat)
    expect(parameters.initialise(2).flat).not.toEqual(first.flat)
    expect(() => parameters.arrays(new Float32Array(3))).toThrow('28 numbers')
  })
})
