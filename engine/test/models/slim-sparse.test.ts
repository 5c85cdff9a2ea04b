import { describe, expect, it } from 'vitest'
import { gram, toDense } from '../../src/math/csr.ts'
import { Random } from '../../src/math/random.ts'
import { ease } from '../../src/models/ease.ts'
import { interactionMatrix } from '../../src/models/matrix.ts'
import { parseParams } from '../../src/models/params.ts'
import { slimSparse, slimWeights } from '../../src/models/slim-sparse.ts'
import { keepsItsPromises } from './promises.ts'
import { ctx, lopsidedShop, weightsOf } from './shop.ts'

const plain = { l2: 3, neighbours: 2000, personPower: 0, itemPower: 0 }
const some = { l2: 3, neighbours: 4, personPower: 0.3, itemPower: 0.2 }

describe('slim-sparse', () => {
  keepsItsPromises(slimSparse, { l2: 3, neighbours: 5 })
  describe('without recency', () => keepsItsPromises(slimSparse, { l2: 3, decay: 1, tail: 0 }))

  it('is EASE exactly where every item may speak and meets every other', async () => {
    const data = lopsidedShop(900, 14, 5)
    expect(gram(interactionMatrix(data)).filter((count) => count === 0).length).toBe(16 * 16 - 14 * 14)
    const dense = weightsOf(await ease.fit(data, parseParams(ease.params, { l2: 3, decay: 1, prune: 0 }, 'ease'), ctx))
    const sparse = toDense(await slimWeights(interactionMatrix(data), plain, ctx))
    let largest = 0
    sparse.forEach((value, at) => {
      largest = Math.max(largest, Math.abs(value))
      expect(Math.abs(value - dense[at]!)).toBeLessThan(2e-6)
    })
    expect(largest).toBeGreaterThan(0.1)
  })

  it('solves each column exactly on its support, scaled by degrees: (G̃ + λI) b̃ = g̃ there, and never names the item itself', async () => {
    const x = interactionMatrix(lopsidedShop(80, 20, 5))
    const b = toDense(await slimWeights(x, some, ctx))
    const n = x.cols
    const personDegree = Array.from({ length: x.rows }, (_, person) => x.ptr[person + 1]! - x.ptr[person]!)
    const itemDegree = new Array<number>(n).fill(0)
    for (const item of x.idx) itemDegree[item]!++
    const scale = itemDegree.map((degree) => Math.max(1, degree) ** -some.itemPower)
    const scaled = Float64Array.from(x.val)
    for (let person = 0; person < x.rows; person++) {
      for (let at = x.ptr[person]!; at < x.ptr[person + 1]!; at++) scaled[at]! *= personDegree[person]! ** -some.personPower * scale[x.idx[at]!]!
    }
    const g = gram({ ...x, val: scaled })
    const before = gram(x)
    let weighted = 0
    let total = 0
    for (let i = 0; i < n; i++) {
      weighted += g[i * n + i]! * before[i * n + i]!
      total += before[i * n + i]! ** 2
    }
    const l2 = (some.l2 * weighted) / total
    let cells = 0
    for (let j = 0; j < n; j++) {
      expect(b[j * n + j]).toBe(0)
      const support = Array.from({ length: n }, (_, i) => i).filter((i) => b[i * n + j] !== 0)
      expect(support.length).toBeLessThanOrEqual(some.neighbours)
      cells += support.length
      for (const a of support) {
        const weight = (i: number): number => (b[i * n + j]! * scale[j]!) / scale[i]!
        const left = support.reduce((sum, i) => sum + g[a * n + i]! * weight(i), l2 * weight(a))
        expect(Math.abs(left - g[a * n + j]!)).toBeLessThan(1e-5)
      }
    }
    expect(cells).toBeGreaterThan(2 * n)
  })

  it('comes closer to EASE with every neighbour more', async () => {
    const x = interactionMatrix(lopsidedShop(900, 14, 9))
    const whole = toDense(await slimWeights(x, plain, ctx))
    const gaps = await Promise.all(
      [2, 5, 9].map(async (neighbours) => {
        const part = toDense(await slimWeights(x, { ...plain, neighbours }, ctx))
        return part.reduce((sum, value, at) => sum + (value - whole[at]!) ** 2, 0)
      }),
    )
    expect(gaps[1]).toBeLessThan(gaps[0]! / 2)
    expect(gaps[2]).toBeLessThan(gaps[1]! / 2)
  })

  it('is the same with this thread, one, two and three', async () => {
    const random = new Random(5)
    const x = interactionMatrix(lopsidedShop(300, 200 + random.int(50), 5))
    const one = await slimWeights(x, some, ctx, 0)
    for (const threads of [1, 2, 3]) {
      const more = await slimWeights(x, some, ctx, threads)
      expect(more.idx).toEqual(one.idx)
      expect(more.val).toEqual(one.val)
    }
  })

  it('stops its threads when it is cancelled', async () => {
    const controller = new AbortController()
    const x = interactionMatrix(lopsidedShop(300, 200, 5))
    const progress = (): void => controller.abort()
    await expect(slimWeights(x, some, { seed: 7, signal: controller.signal, progress }, 2)).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('refuses a shop without events', async () => {
    const data = { ...lopsidedShop(), ptr: new Int32Array(61), cols: new Int32Array(0), weights: new Float32Array(0), kinds: new Uint8Array(0) }
    await expect(slimSparse.fit(data, parseParams(slimSparse.params, {}, 'slim-sparse'), ctx)).rejects.toMatchObject({ code: 'data.empty' })
  })
})
