import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import type { Backend } from '../../src/nn/backend.ts'
import { openOrt } from '../../src/nn/backend-ort.ts'
import { openWeb } from '../../src/nn/backend-web.ts'
import { gradientName, trainingOutputs } from '../../src/nn/grad.ts'
import { attention, blockMask, feedForward, layerNorm } from '../../src/nn/layers/index.ts'
import { sampledSoftmaxLoss, weightedMean } from '../../src/nn/losses/index.ts'
import { add, gelu, matMul, reshape } from '../../src/nn/ops/index.ts'
import { Parameters } from '../../src/nn/parameters.ts'
import { input } from '../../src/nn/tensor.ts'
import { distance } from './check.ts'

const webInstalled = (() => {
  try {
    return createRequire(import.meta.url).resolve('onnxruntime-web') !== ''
  } catch {
    return false
  }
})()
const backends: Record<string, () => Promise<Backend>> = { 'onnxruntime-node': openOrt, ...(webInstalled ? { 'onnxruntime-web': openWeb } : {}) }

/** One step of a small packed transformer. */
async function step(backend: Backend): Promise<Record<string, Float32Array>> {
  const parameters = new Parameters()
  const [x, segments] = [input('x', [2, 6, 8]), input('segments', [2, 6], 'int32')]
  const own = attention(layerNorm(x, parameters.under('norm1')), parameters.under('attention'), { heads: 2, mask: blockMask(segments, { causal: true }) })
  const h = add(x, own)
  const y = add(h, feedForward(layerNorm(h, parameters.under('norm2')), parameters.under('feed'), { hidden: 16, activation: gelu }))
  const [target, negatives] = [input('target', [12, 8]), input('negatives', [5, 8])]
  const loss = weightedMean(sampledSoftmaxLoss(reshape(y, [12, 8]), target, negatives), input('weights', [12]))
  const program = await backend.compile(trainingOutputs(loss, [x, target, negatives, ...parameters.tensors()]))
  const random = new Random(4)
  const draw = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal())
  const slopes = parameters.arrays()
  const results: Record<string, Float32Array> = {
    loss: new Float32Array(1),
    [gradientName('x')]: new Float32Array(96),
    [gradientName('negatives')]: new Float32Array(40),
  }
  for (const [name, view] of Object.entries(slopes.views)) results[gradientName(name)] = view
  const feeds = {
    x: draw(96),
    target: draw(96),
    negatives: draw(40),
    segments: Int32Array.of(1, 1, 1, 2, 2, 0, 1, 1, 1, 1, 1, 1),
    weights: draw(12).map(Math.abs),
  }
  await program.run({ ...feeds, ...parameters.initialise(2).views }, results)
  await program.close()
  return results
}

describe.each(Object.entries(backends))('backend %s', (_name, open) => {
  it('fills the given arrays, the same at every run', async () => {
    const backend = await open()
    const [first, second] = [await step(backend), await step(backend)]
    expect(first).toEqual(second)
    for (const values of Object.values(first)) expect(values.every(Number.isFinite) && values.some((value) => value !== 0)).toBe(true)
  })

  it('takes sizes from the lengths of the arrays', async () => {
    const program = await (await open()).compile({ y: matMul(input('x', ['people', 3]), input('w', [3, 2])) })
    const y = new Float32Array(4)
    await program.run({ x: Float32Array.of(1, 2, 3, 4, 5, 6), w: Float32Array.of(1, 0, 0, 1, 1, 1) }, { y })
    expect([...y]).toEqual([4, 5, 10, 11])
    const wide = new Float32Array(6)
    await program.run({ x: new Float32Array(9).fill(1), w: Float32Array.of(1, 0, 0, 1, 1, 1) }, { y: wide })
    expect([...wide]).toEqual([2, 2, 2, 2, 2, 2])
  })

  it('computes from arrays with their sizes, and says the sizes of the results', async () => {
    const program = await (await open()).compile({ y: matMul(input('x', ['people', 3]), input('w', [3, 2])), z: input('x', ['people', 3]) })
    const [x, w] = [
      { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
      { shape: [3, 2], values: Float32Array.of(1, 0, 0, 1, 1, 1) },
    ]
    expect(await program.compute({ x, w }, ['y'])).toEqual({ y: { shape: [2, 2], values: Float32Array.of(4, 5, 10, 11) } })
    await expect(program.compute({ x }, ['y'])).rejects.toThrow('"w" was not given')
  })

  it('says which array is wrong', async () => {
    const program = await (await open()).compile({ y: matMul(input('x', ['people', 3]), input('w', [3, 2])) })
    const w = new Float32Array(6)
    await expect(program.run({ w }, {})).rejects.toThrow('"x" [people,3] was not given')
    await expect(program.run({ x: new Float32Array(4), w }, {})).rejects.toThrow('"x" has shape [people,3]; 4 values do not fill it')
    await expect(program.run({ x: new Float32Array(3), w: new Float32Array(5) }, {})).rejects.toThrow('"w" has shape [3,2]')
    await expect(program.run({ x: new Int32Array(3), w }, {})).rejects.toThrow('"x" is of type float32; it was given a Int32Array')
    await expect(program.run({ x: new Float32Array(3), w }, { z: w })).rejects.toThrow('no result "z"; it has y')
    await expect(program.run({ x: new Float32Array(3), w }, { y: new Float32Array(4) })).rejects.toThrow('"y" has shape [people,2]; 4 values do not fill it')
  })
})

it.skipIf(!webInstalled)('both onnxruntimes give the same gradients', async () => {
  const [native, web] = [await step(await openOrt()), await step(await openWeb())]
  for (const [name, values] of Object.entries(native)) expect(distance(web[name]!, values), name).toBeLessThan(2e-5)
})
