import { expect } from 'vitest'
import { Random } from '../../src/math/random.ts'
import type { Port } from '../../src/nn/backend.ts'
import { openOrt } from '../../src/nn/backend-ort.ts'
import { gradients, inOrder } from '../../src/nn/grad.ts'
import { mul, sum } from '../../src/nn/ops/index.ts'
import { input, inputName, type Tensor } from '../../src/nn/tensor.ts'
import { type Dense, dense, evaluate } from './evaluate.ts'

export interface Draw {
  /** Sizes of the input; a name takes its size from `sizes`. */
  readonly shape: Tensor['shape']
  readonly type?: Tensor['type']
  /** Makes each value; standard normal by default. */
  readonly value?: (random: Random) => number
}

const normal = (random: Random): number => random.normal()
const sizes: Record<string, number> = { rows: 5, blocks: 3 }
const backend = await openOrt()

/** Random feeds for the inputs described; values are such as f32 holds exactly, so both implementations see the same. */
export function drawFeeds(draws: Readonly<Record<string, Draw>>, seed: number): Record<string, Dense> {
  const random = new Random(seed)
  return Object.fromEntries(
    Object.entries(draws).map(([name, { shape, value = normal }]) => [
      name,
      dense(
        shape.map((each) => (typeof each === 'number' ? each : sizes[each]!)),
        () => Math.fround(value(random.fork(`${name}${random.bits()}`))),
      ),
    ]),
  )
}

/** The value of each tensor as onnxruntime computes it, in single precision. */
export async function run(outputs: Readonly<Record<string, Tensor>>, feeds: Readonly<Record<string, Dense>>, like: readonly Dense[]): Promise<Float32Array[]> {
  const program = await backend.compile(outputs)
  try {
    const results = Object.fromEntries(
      Object.keys(outputs).map((name, place) => [name, arrayOf(program.outputs.find((port) => port.name === name)!.type, like[place]!.values)]),
    )
    const used = Object.fromEntries(program.inputs.map((port) => [port.name, arrayOf(port.type, feeds[port.name]!.values)]))
    await program.run(used, results)
    return Object.values(results).map((values) => Float32Array.from(values as Float32Array))
  } finally {
    await program.close()
  }
}

function arrayOf(type: Port['type'], values: Float64Array): Float32Array | Int32Array | Uint8Array {
  return type === 'int32' ? Int32Array.from(values) : type === 'bool' ? Uint8Array.from(values) : Float32Array.from(values)
}

/**
 * Checks an expression on random inputs (the parameters it declares are drawn too): onnxruntime's value against the second implementation; the symbolic gradient of Σ weights·value, each input alone, against finite differences in double
 * precision; and onnxruntime's gradient against the symbolic one in double precision. Distances are relative to the largest entry of the same tensor, so that none drowns in another's size.
 */
export async function check(draws: Readonly<Record<string, Draw>>, build: (inputs: Record<string, Tensor>) => Tensor, seed = 1): Promise<void> {
  const given = Object.fromEntries(Object.entries(draws).map(([name, { shape, type }]) => [name, input(name, shape, type)]))
  const y = build(given)
  const inputs = Object.fromEntries(inOrder([y]).flatMap((each) => (inputName(each) === undefined ? [] : [[inputName(each), each]]))) as Record<string, Tensor>
  const feeds = drawFeeds({ ...inputs, ...draws }, seed)
  const [value] = evaluate([y], feeds) as [Dense]
  expect(value.shape.length).toBe(y.shape.length)
  y.shape.forEach((size, axis) => {
    if (typeof size === 'number') expect(value.shape[axis]).toBe(size)
  })
  const [got] = await run({ y }, feeds, [value])
  expect(distance(got!, value.values), 'value').toBeLessThan(3e-6)

  const wrt = Object.values(inputs).filter((each) => each.type === 'float32')
  if (!y.type.startsWith('float') || wrt.length === 0) return
  const random = new Random(seed + 1)
  const weights = dense(value.shape, () => Math.fround(random.normal()))
  const loss = sum(mul(y, input('weights', y.shape)))
  const withWeights = { ...feeds, weights }
  const slopes = gradients(loss, wrt)
  const symbolic = evaluate(slopes, withWeights)
  for (const [place, each] of wrt.entries()) {
    const name = inputName(each)!
    const numeric = finiteDifferences(loss, name, withWeights)
    expect(symbolic[place]!.shape, name).toEqual(feeds[name]!.shape)
    expect(distance(symbolic[place]!.values, numeric), `gradient of ${name}`).toBeLessThan(1e-6)
  }
  const native = await run(Object.fromEntries(slopes.map((slope, place) => [`g${place}`, slope])), withWeights, symbolic)
  for (const [place, each] of wrt.entries())
    expect(distance(native[place]!, symbolic[place]!.values), `onnxruntime's gradient of ${inputName(each)}`).toBeLessThan(2e-5)
}

/** Central differences with a step that balances rounding and curvature in double precision. */
export function finiteDifferences(loss: Tensor, name: string, feeds: Readonly<Record<string, Dense>>): Float64Array {
  const point = feeds[name]!
  return Float64Array.from(point.values, (value, index) => {
    const step = 1e-5 * Math.max(1, Math.abs(value))
    const at = (moved: number): number => evaluate([loss], { ...feeds, [name]: { shape: point.shape, values: point.values.with(index, moved) } })[0]!.values[0]!
    return (at(value + step) - at(value - step)) / (2 * step)
  })
}

/** The largest difference, relative to the largest value of the expected array. */
export function distance(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (got.length !== expected.length) return Number.POSITIVE_INFINITY
  let size = 1e-12
  let gap = 0
  for (let i = 0; i < got.length; i++) {
    size = Math.max(size, Math.abs(expected[i]!))
    const between = Math.abs(got[i]! - expected[i]!)
    gap = Number.isNaN(between) ? Number.POSITIVE_INFINITY : Math.max(gap, between)
  }
  return gap / size
}
