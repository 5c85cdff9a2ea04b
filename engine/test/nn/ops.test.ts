import { describe, expect, it } from 'vitest'
import { gradients } from '../../src/nn/grad.ts'
import * as ops from '../../src/nn/ops/index.ts'
import { constant, input, type Tensor } from '../../src/nn/tensor.ts'
import { check, type Draw } from './check.ts'
import { evaluate } from './evaluate.ts'

type Build = (inputs: Record<string, Tensor>) => Tensor
const [small, column, row] = [{ shape: [3, 4] }, { shape: [3, 1] }, { shape: [4] }] satisfies Draw[]
const open: Draw = { shape: ['rows', 4] }
const positive: Draw = { shape: [3, 4], value: (random) => 0.3 + random.exponential() }
/** Away from 0, where these functions bend. */
const bent: Draw = { shape: [3, 4], value: (random) => (random.chance(0.5) ? 1 : -1) * (0.1 + random.exponential()) }
const few: Draw = { shape: [6], type: 'int32', value: (random) => random.int(3) }

const cases: Record<string, [Record<string, Draw>, Build]> = {
  add: [{ a: small, b: row }, ({ a, b }) => ops.add(a!, b!)],
  'add, both broadcast': [{ a: column, b: row }, ({ a, b }) => ops.add(a!, b!)],
  'add, open size': [{ a: open, b: row }, ({ a, b }) => ops.add(a!, b!)],
  'add, one tensor twice': [{ a: small }, ({ a }) => ops.add(a!, a!)],
  sub: [{ a: column, b: small }, ({ a, b }) => ops.sub(a!, b!)],
  mul: [{ a: small, b: column }, ({ a, b }) => ops.mul(a!, b!)],
  'mul by a number': [{ a: small }, ({ a }) => ops.mul(-2.5, a!)],
  div: [{ a: row, b: positive }, ({ a, b }) => ops.div(a!, b!)],
  maximum: [{ a: small, b: row }, ({ a, b }) => ops.maximum(a!, b!)],
  minimum: [{ a: small, b: column }, ({ a, b }) => ops.minimum(a!, b!)],
  neg: [{ a: small }, ({ a }) => ops.neg(a!)],
  exp: [{ a: small }, ({ a }) => ops.exp(a!)],
  log: [{ a: positive }, ({ a }) => ops.log(a!)],
  sqrt: [{ a: positive }, ({ a }) => ops.sqrt(a!)],
  abs: [{ a: bent }, ({ a }) => ops.abs(a!)],
  erf: [{ a: small }, ({ a }) => ops.erf(a!)],
  square: [{ a: small }, ({ a }) => ops.square(a!)],
  tanh: [{ a: small }, ({ a }) => ops.tanh(a!)],
  sigmoid: [{ a: small }, ({ a }) => ops.sigmoid(a!)],
  relu: [{ a: bent }, ({ a }) => ops.relu(a!)],
  softplus: [{ a: small }, ({ a }) => ops.softplus(a!)],
  silu: [{ a: small }, ({ a }) => ops.silu(a!)],
  gelu: [{ a: small }, ({ a }) => ops.gelu(a!)],
  equal: [{ a: few, b: few }, ({ a, b }) => ops.equal(ops.reshape(a!, [6, 1]), b!)],
  greater: [{ a: small, b: row }, ({ a, b }) => ops.greater(a!, b!)],
  'both, either, not': [
    { a: small, b: small },
    ({ a, b }) => ops.either(ops.both(ops.greater(a!, 0), ops.greater(b!, 0)), ops.not(ops.greater(ops.add(a!, b!), -1))),
  ],
  where: [{ a: small, b: row, c: column }, ({ a, b, c }) => ops.where(ops.greater(b!, 0.1), ops.mul(a!, b!), c!)],
  'where, a number': [{ a: small }, ({ a }) => ops.where(ops.greater(a!, 0.1), a!, 0)],
  keep: [{ a: small, b: row }, ({ a, b }) => ops.keep(ops.add(a!, b!), ops.greater(b!, 0))],
  cast: [{ a: few, b: { shape: [6] } }, ({ a, b }) => ops.mul(ops.cast(a!, 'float32'), b!)],
  'sum of all': [{ a: small }, ({ a }) => ops.sum(a!)],
  'sum of an axis': [{ a: { shape: [2, 3, 4] } }, ({ a }) => ops.sum(a!, 1)],
  'sum of two axes, kept': [{ a: { shape: [2, 'rows', 4] } }, ({ a }) => ops.sum(a!, [0, -1], { keep: true })],
  mean: [{ a: { shape: ['rows', 3] } }, ({ a }) => ops.mean(a!, 0)],
  'mean of the last axis': [{ a: { shape: ['rows', 3] } }, ({ a }) => ops.mean(a!, -1)],
  'mean of all': [{ a: { shape: ['rows', 3] } }, ({ a }) => ops.mean(a!)],
  max: [{ a: { shape: [2, 3, 4] } }, ({ a }) => ops.max(a!, [0, 2])],
  logSumExp: [{ a: { shape: ['rows', 4], value: (random) => 30 * random.normal() } }, ({ a }) => ops.logSumExp(a!)],
  count: [{ a: open }, ({ a }) => ops.mul(a!, ops.count(a!))],
  reshape: [{ a: { shape: ['rows', 6] } }, ({ a }) => ops.reshape(a!, ['rows', 2, 3])],
  'reshape into one axis and back': [
    { a: { shape: ['blocks', 2, 3] } },
    ({ a }) => ops.reshape(ops.square(ops.reshape(a!, ['2*blocks', 3])), ['blocks', 2, 3]),
  ],
  transpose: [{ a: { shape: [2, 3, 4] } }, ({ a }) => ops.transpose(a!)],
  'transpose, any order': [{ a: { shape: [2, 'rows', 4, 3] } }, ({ a }) => ops.transpose(a!, [2, 0, 3, 1])],
  concat: [{ a: { shape: [2, 3] }, b: { shape: [2, 1] }, c: { shape: [2, 2] } }, ({ a, b, c }) => ops.concat([a!, b!, c!, a!], -1)],
  slice: [{ a: { shape: [2, 5, 3] } }, ({ a }) => ops.slice(a!, 1, 1, 4)],
  pad: [{ a: { shape: [2, 5] }, b: { shape: [2, 2] } }, ({ a, b }) => ops.mul(gradients(ops.sum(ops.mul(ops.slice(a!, 1, 2, 4), b!)), [a!])[0]!, a!)],
  'expand to an open shape': [{ a: column, b: { shape: [3, 'rows'] } }, ({ a, b }) => ops.mul(ops.expandLike(a!, b!), b!)],
  total: [{ a: small, b: small, c: small }, ({ a, b, c }) => ops.total([a!, b!, c!])],
  matMul: [{ a: { shape: [3, 4] }, b: { shape: [4, 2] } }, ({ a, b }) => ops.matMul(a!, b!)],
  'matMul, aᵀ': [{ a: { shape: [4, 3] }, b: { shape: [4, 2] } }, ({ a, b }) => ops.matMul(a!, b!, { transA: true })],
  'matMul, bᵀ, alpha': [{ a: { shape: ['rows', 4] }, b: { shape: [2, 4] } }, ({ a, b }) => ops.matMul(a!, b!, { transB: true, alpha: 0.3 })],
  'matMul, aᵀ and bᵀ': [{ a: { shape: [4, 3] }, b: { shape: [2, 4] } }, ({ a, b }) => ops.matMul(a!, b!, { transA: true, transB: true, alpha: -2 })],
  'matMul of a batch by one matrix': [{ a: { shape: ['blocks', 2, 4] }, b: { shape: [4, 3] } }, ({ a, b }) => ops.matMul(a!, b!)],
  'matMul of batches': [{ a: { shape: [2, 1, 3, 4] }, b: { shape: [1, 2, 4, 2] } }, ({ a, b }) => ops.matMul(a!, b!)],
  'matMul of batches, bᵀ': [{ a: { shape: ['blocks', 3, 4] }, b: { shape: ['blocks', 2, 4] } }, ({ a, b }) => ops.matMul(a!, b!, { transB: true, alpha: 0.5 })],
  'matMul of batches, aᵀ': [{ a: { shape: [2, 4, 3] }, b: { shape: [2, 4, 2] } }, ({ a, b }) => ops.matMul(a!, b!, { transA: true })],
  softmax: [{ a: { shape: [2, 3, 4], value: (random) => 3 * random.normal() } }, ({ a }) => ops.softmax(a!)],
  logSoftmax: [{ a: { shape: ['rows', 4], value: (random) => 3 * random.normal() } }, ({ a }) => ops.logSoftmax(a!)],
  'exclude, before a softmax': [{ a: small, b: row }, ({ a, b }) => ops.softmax(ops.exclude(ops.add(a!, b!), ops.greater(b!, 0.5)))],
  normalise: [{ a: { shape: [2, 3, 5] } }, ({ a }) => ops.normalise(a!)],
  'normalise, large epsilon': [{ a: { shape: ['rows', 5] } }, ({ a }) => ops.normalise(a!, 0.5)],
  normaliseSquares: [{ a: small }, ({ a }) => ops.normaliseSquares(a!)],
  gather: [{ a: small, numbers: few }, ({ a, numbers }) => ops.gather(a!, ops.reshape(numbers!, [2, 3]))],
  scatter: [{ a: { shape: [6, 2] }, numbers: few, table: { shape: [4, 2] } }, ({ a, numbers, table }) => ops.add(ops.scatter(a!, numbers!, table!), table!)],
}

describe('operators', () => {
  for (const [name, [draws, build]] of Object.entries(cases)) {
    it(`${name}: value and gradient`, () => check(draws, build))
  }

  it('stop lets no gradient through', async () => {
    const a = input('a', [2])
    expect(() => gradients(ops.sum(ops.stop(a)), [a])).toThrow(/does not depend/)
    await check({ a: small }, ({ a: x }) => ops.add(ops.square(x!), ops.mul(ops.stop(constant(2)), x!)))
  })

  it('max shares its gradient among equals', () => {
    const a = input('a', [3])
    const [slope] = evaluate(gradients(ops.max(a), [a]), { a: { shape: [3], values: Float64Array.of(3, 1, 3) } })
    expect([...slope!.values]).toEqual([0.5, 0, 0.5])
  })

  it('says what does not fit', () => {
    const [a, b] = [input('a', [2, 3]), input('b', ['rows', 4])]
    expect(() => ops.add(a, b)).toThrow('Shapes [2,3] and [rows,4] do not broadcast')
    expect(() => ops.matMul(a, a)).toThrow('3 against 2')
    expect(() => ops.reshape(a, [5])).toThrow('cannot be reshaped to [5]')
    expect(() => ops.reshape(input('c', ['p', 'q']), ['q', 'p'])).toThrow('more than one size open')
    expect(() => ops.slice(a, 1, 2, 4)).toThrow('Places 2 to 4')
    expect(() => ops.concat([a, b], 0)).toThrow('sizes known')
    expect(() => ops.where(a, a, a)).toThrow('bool')
    expect(() => ops.add(a, input('n', [2, 3], 'int32'))).toThrow('float32 and int32')
    expect(() => gradients(a, [a])).toThrow('Only a single number')
  })
})
