import { describe, expect, it } from 'vitest'
import { historyFromItems } from '../../src/data/interactions.ts'
import { Random } from '../../src/math/random.ts'
import { parseParams } from '../../src/models/params.ts'
import { sasrec } from '../../src/models/sasrec.ts'
import { openOrt } from '../../src/nn/backend-ort.ts'
import { openWeb } from '../../src/nn/backend-web.ts'
import { exportOnnx, input } from '../../src/nn/index.ts'
import { matMul } from '../../src/nn/ops/index.ts'
import { dequantise, fromHalf, pack6, quantise, toHalf, unpack6 } from '../../src/nn/quantise.ts'
import { ctx, lopsidedShop, scoresOf } from '../models/shop.ts'
import { distance } from './check.ts'

describe('quantisation', () => {
  const random = new Random(9)
  const values = Float32Array.from({ length: 600 }, (_, i) => random.normal() * 10 ** ((i / 60) | 0))

  it('to int8 keeps every value within half a step of its row', () => {
    const quantised = quantise(values, 60)
    const back = dequantise(quantised)
    for (let i = 0; i < values.length; i++) expect(Math.abs(back[i]! - values[i]!)).toBeLessThanOrEqual(quantised.factors[Math.floor(i / 10)]! * 0.5001)
    expect(Math.max(...quantised.numbers.map(Math.abs))).toBe(127)
    expect(dequantise(quantise(new Float32Array(4), 2))).toEqual(new Float32Array(4))
  })

  it('to 6 bits keeps every value within half a step of its row, in three bytes for four values', () => {
    for (const [count, rows] of [
      [600, 60],
      [597, 199],
      [5, 1],
    ] as const) {
      const some = values.subarray(0, count)
      const packed = pack6(some, rows)
      const steps = fromHalf(packed.factors).map((half) => half * packed.unit)
      const back = unpack6(packed, count)
      expect(packed.bytes).toHaveLength(3 * Math.ceil(count / 4))
      for (let i = 0; i < count; i++) {
        const row = Math.floor((i * rows) / count)
        expect(Math.abs(back[i]! - some[i]!)).toBeLessThanOrEqual(steps[row]! * 0.5001)
        // Factors of half precision are at most a thousandth larger than they need be, but where they are tiny beside the largest.
        const top = Math.max(...some.subarray((row * count) / rows, ((row + 1) * count) / rows).map(Math.abs))
        expect(steps[row]!).toBeLessThanOrEqual((top / 31) * 1.002 + packed.unit * 2 ** -23)
      }
    }
    expect(unpack6(pack6(new Float32Array(4), 2), 4)).toEqual(new Float32Array(4))
  })

  it('to float16 rounds to the nearest, ties to even, and keeps what is small, large and not a number', () => {
    const cases: [number, number][] = [
      [1, 0x3c00],
      [-2, 0xc000],
      [65504, 0x7bff],
      [65520, 0x7c00],
      [1 + 2 ** -11, 0x3c00],
      [1 + 3 * 2 ** -11, 0x3c02],
      [2 ** -14, 0x0400],
      [2 ** -24, 0x0001],
      [2 ** -25, 0x0000],
      [3 * 2 ** -25, 0x0002],
      [-0, 0x8000],
      [Infinity, 0x7c00],
    ]
    for (const [value, word] of cases) expect(toHalf(Float32Array.of(value))[0], String(value)).toBe(word)
    expect(fromHalf(toHalf(Float32Array.of(Number.NaN)))[0]).toBeNaN()
    const some = Float32Array.from({ length: 200 }, () => random.normal())
    const back = fromHalf(toHalf(some))
    for (let i = 0; i < some.length; i++) expect(Math.abs(back[i]! - some[i]!)).toBeLessThanOrEqual(Math.abs(some[i]!) * 2 ** -11)
  })
})

describe('a network as a standard file', async () => {
  const data = lopsidedShop()
  const options = { factors: 8, heads: 2, layers: 2, length: 6, batch: 4, epochs: 3, negatives: 8, block: 'ligr', frequency: 0.3 }
  const model = await sasrec.fit(data, parseParams(sasrec.params, options, 'sasrec'), ctx)
  const histories = [[3], [0, 3, 1], [5, 2, 2, 7, 1, 0, 4, 3]]
  const n = data.items.length

  const both = Object.entries({ 'onnxruntime-node': openOrt, 'onnxruntime-web': openWeb })

  for (const [name, open] of both) {
    it(`${name} opens it in 6 bits, and finds what was packed`, async () => {
      const backend = await open()
      // One matrix of a size that is no multiple of four, and what the network would be with the values that its bits stand for.
      const matrix = Float32Array.from({ length: 21 }, (_, i) => Math.sin(i) * (1 + (i % 7)))
      const product = matMul(input('x', [2, 7]), input('w', [7, 3]))
      const x = Float32Array.from({ length: 14 }, (_, i) => Math.cos(i))
      const run = async (values: Float32Array, precision: 'float32' | 'int6'): Promise<Float32Array> => {
        const y = new Float32Array(6)
        await (await backend.open(exportOnnx({ y: product }, { values: { w: values }, precision }))).run({ x }, { y })
        return y
      }
      expect(distance(await run(matrix, 'int6'), await run(unpack6(pack6(matrix, 7), 21), 'float32'))).toBeLessThan(1e-6)
      expect(distance(await run(matrix, 'int6'), await run(matrix, 'float32'))).toBeGreaterThan(1e-4)
    })

    it(`${name} opens it and gives the scores of the model`, async () => {
      const backend = await open()
      const file = model.onnx!()
      const text = new TextDecoder().decode(file)
      expect(text).not.toContain('com.microsoft')
      const names = JSON.parse(/\["i\d[^\]]*\]/.exec(text)![0]) as string[]
      const program = await backend.open(file)
      expect(program.inputs).toEqual([{ name: 'history', shape: ['people', 6], type: 'int32' }])
      const history = new Int32Array(18).fill(-1)
      histories.forEach((items, row) => {
        history.set(
          items.slice(-6).map((item) => names.indexOf(data.items.name(item))),
          row * 6,
        )
      })
      const scores = new Float32Array(3 * names.length)
      await program.run({ history }, { scores })
      const own = await scoresOf(
        model,
        histories.map((items) => historyFromItems(items)),
      )
      histories.forEach((_, row) => {
        const expected = names.map((item) => own[row * n + data.items.names().indexOf(item)]! - Math.log(names.length))
        expect(distance(scores.subarray(row * names.length, (row + 1) * names.length), expected)).toBeLessThan(1e-5)
      })
    })
  }

  it('takes half, a quarter and less of the bytes of its matrices, and nearly the same scores', async () => {
    const backend = await openOrt()
    const score = async (file: Uint8Array): Promise<Float32Array> => {
      const scores = new Float32Array(14)
      await (await backend.open(file)).run({ history: Int32Array.of(0, 3, 1, -1, -1, -1) }, { scores })
      return scores
    }
    const whole = await score(model.onnx!())
    expect(distance(await score(model.onnx!('float16')), whole)).toBeLessThan(2e-3)
    const small = await score(model.onnx!('int8'))
    expect(distance(small, whole)).toBeLessThan(0.05)
    expect(distance(small, whole)).toBeGreaterThan(0)
    const smallest = await score(model.onnx!('int6'))
    expect(distance(smallest, whole)).toBeLessThan(0.2)
    expect(distance(smallest, whole)).toBeGreaterThan(distance(small, whole))
    expect(model.onnx!().length - model.onnx!('float16').length).toBeGreaterThan(2 * 2 * 8 * 8 * 12)
  })
})
