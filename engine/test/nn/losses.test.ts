import { describe, expect, it } from 'vitest'
import * as losses from '../../src/nn/losses/index.ts'
import { input, type Tensor } from '../../src/nn/tensor.ts'
import { check, type Draw } from './check.ts'
import { evaluate } from './evaluate.ts'

const rows: Draw = { shape: [5, 3] }
const one: Draw = { shape: [5] }
const numbers = (shape: number[]): Draw => ({ shape, type: 'int32', value: (random) => random.int(4) })
const chance: Draw = { shape: [5], value: (random) => random.next() }

type Build = (inputs: Record<string, Tensor>) => Tensor
const cases: Record<string, [Record<string, Draw>, Build]> = {
  binaryLoss: [{ s: one, t: chance }, ({ s, t }) => losses.binaryLoss(s!, t!)],
  bprLoss: [{ p: one, n: one }, ({ p, n }) => losses.bprLoss(p!, n!)],
  gbceLoss: [{ p: one, n: rows }, ({ p, n }) => losses.gbceLoss(p!, n!, { share: 0.05 })],
  softmaxLoss: [{ h: rows, t: rows, e: { shape: [7, 3] } }, ({ h, t, e }) => losses.softmaxLoss(h!, t!, e!, { chunk: 2, temperature: 0.7 })],
  sampledSoftmaxLoss: [
    { h: rows, t: rows, e: { shape: [4, 3] }, q: { shape: [4] }, tq: one, target: numbers([5]), negatives: numbers([4]) },
    ({ h, t, e, q, tq, target, negatives }) =>
      losses.sampledSoftmaxLoss(h!, t!, e!, { logQ: q!, targetLogQ: tq!, numbers: { target: target!, negatives: negatives! }, temperature: 0.5 }),
  ],
  'sampledSoftmaxLoss, plain': [{ h: rows, t: rows, e: { shape: [4, 3] } }, ({ h, t, e }) => losses.sampledSoftmaxLoss(h!, t!, e!)],
  inBatchSoftmaxLoss: [{ h: rows, t: rows, target: numbers([5]), q: one }, ({ h, t, target, q }) => losses.inBatchSoftmaxLoss(h!, t!, target!, q)],
  multinomialLoss: [{ s: rows, x: { shape: [5, 3], value: (random) => random.int(3) } }, ({ s, x }) => losses.multinomialLoss(s!, x!)],
  gaussianKl: [{ m: rows, v: rows }, ({ m, v }) => losses.gaussianKl(m!, v!)],
  discriminatorLoss: [{ r: one, f: one }, ({ r, f }) => losses.discriminatorLoss(r!, f!)],
  generatorLoss: [{ f: one }, ({ f }) => losses.generatorLoss(f!)],
  weightedMean: [{ l: one, w: chance }, ({ l, w }) => losses.weightedMean(l!, w!)],
}

/** The value of a loss at the given inputs. */
function at(loss: Tensor, feeds: Record<string, readonly number[] | readonly (readonly number[])[]>): number[] {
  const arrays = Object.entries(feeds).map(([name, values]) => {
    const nested = values.filter((value) => typeof value !== 'number')
    return [name, { shape: nested.length > 0 ? [values.length, nested[0]!.length] : [values.length], values: Float64Array.from(values.flat()) }] as const
  })
  return [...evaluate([loss], Object.fromEntries(arrays))[0]!.values]
}

describe('losses', () => {
  for (const [name, [draws, build]] of Object.entries(cases)) it(`${name}: value and gradient`, () => check(draws, build))

  const [h, t, e] = [input('h', [2, 2]), input('t', [2, 2]), input('e', [3, 2])]
  const vectors = [
    [1, 0],
    [0.5, 2],
    [-1, 1],
  ]
  const persons = [
    [1, 2],
    [3, -1],
  ]
  const crossEntropy = (person: readonly number[], target: number, among: readonly number[]): number => {
    const score = (item: number): number => person[0]! * vectors[item]![0]! + person[1]! * vectors[item]![1]!
    return Math.log(among.reduce((sum, item) => sum + Math.exp(score(item)), 0)) - score(target)
  }

  it('softmaxLoss is the cross entropy over all items', () => {
    const got = at(losses.softmaxLoss(h, t, e, { chunk: 1 }), { h: persons, t: [vectors[1]!, vectors[0]!], e: vectors })
    expect(got[0]).toBeCloseTo(crossEntropy(persons[0]!, 1, [0, 1, 2]), 12)
    expect(got[1]).toBeCloseTo(crossEntropy(persons[1]!, 0, [0, 1, 2]), 12)
  })

  it('sampledSoftmaxLoss leaves out a negative that is the target, and equals the full softmax when all others are drawn', () => {
    const loss = losses.sampledSoftmaxLoss(h, t, e, { numbers: { target: input('target', [2], 'int32'), negatives: input('negatives', [3], 'int32') } })
    const got = at(loss, { h: persons, t: [vectors[1]!, vectors[0]!], e: vectors, target: [1, 0], negatives: [0, 1, 2] })
    expect(got[0]).toBeCloseTo(crossEntropy(persons[0]!, 1, [0, 1, 2]), 12)
    expect(got[1]).toBeCloseTo(crossEntropy(persons[1]!, 0, [0, 1, 2]), 12)
  })

  it('sampledSoftmaxLoss leaves out, row by row, the negatives that do not count', () => {
    const loss = losses.sampledSoftmaxLoss(h, t, e, { without: input('without', [2, 3]) })
    const got = at(loss, {
      h: persons,
      t: [vectors[1]!, vectors[0]!],
      e: vectors,
      without: [
        [0, 1, 1],
        [1, 0, 0],
      ],
    })
    expect(got[0]).toBeCloseTo(crossEntropy(persons[0]!, 1, [0, 1]), 12)
    expect(got[1]).toBeCloseTo(crossEntropy(persons[1]!, 0, [0, 1, 2]), 12)
  })

  it('logQ undoes how often a negative is drawn: an item drawn twice with log 2 counts once', () => {
    const twice = input('e', [4, 2])
    const loss = losses.sampledSoftmaxLoss(h, t, twice, { logQ: input('q', [4]) })
    const got = at(loss, {
      h: persons,
      t: [vectors[1]!, vectors[1]!],
      e: [vectors[0]!, vectors[2]!, vectors[2]!, vectors[0]!],
      q: [Math.log(2), Math.log(2), Math.log(2), Math.log(2)],
    })
    expect(got[0]).toBeCloseTo(crossEntropy(persons[0]!, 1, [0, 1, 2]), 12)
  })

  it('gbceLoss is the binary cross entropy at calibration 0, and weighs the positive by the share sampled at 1', () => {
    const [p, n] = [input('p', [1]), input('n', [1, 2])]
    const feeds = { p: [0.3], n: [[-0.2, 1.1]] }
    const negatives = Math.log1p(Math.exp(-0.2)) + Math.log1p(Math.exp(1.1))
    expect(at(losses.gbceLoss(p, n, { share: 0.1, calibration: 0 }), feeds)[0]).toBeCloseTo(Math.log1p(Math.exp(-0.3)) + negatives, 12)
    expect(at(losses.gbceLoss(p, n, { share: 0.1, calibration: 1 }), feeds)[0]).toBeCloseTo(0.1 * Math.log1p(Math.exp(-0.3)) + negatives, 12)
  })

  it('gaussianKl is 0 for the standard normal alone', () => {
    const loss = losses.gaussianKl(input('m', [2, 2]), input('v', [2, 2]))
    const got = at(loss, { m: [[0, 0], [1, 0]], v: [[0, 0], [0, Math.log(2)]] }) // biome-ignore format: rows
    expect(got[0]).toBe(0)
    expect(got[1]).toBeCloseTo(0.5 * (1 + (2 - Math.log(2) - 1)), 12)
  })

  it('weightedMean leaves out rows of weight 0 and survives a batch of none', () => {
    const loss = losses.weightedMean(input('l', [3]), input('w', [3]))
    expect(at(loss, { l: [5, 100, 2], w: [1, 0, 2] })[0]).toBeCloseTo(3, 12)
    expect(at(loss, { l: [5, 100, 2], w: [0.25, 0, 0.25] })[0]).toBeCloseTo(3.5, 12)
    expect(at(loss, { l: [5, 100, 2], w: [0, 0, 0] })[0]).toBe(0)
  })
})
