import { describe, expect, it } from 'vitest'
import { interactionsFromSequences } from '../../src/data/interactions.ts'
import { toDense } from '../../src/math/csr.ts'
import { cutsOf } from '../../src/models/transitions.ts'

describe('cutsOf', () => {
  const data = interactionsFromSequences([
    ['p', ['a', 'b', 'a', 'c']],
    ['q', ['b']],
    ['r', ['c', 'a']],
  ])

  it('weighs the past by steps back and the future by steps ahead, summing repeats', () => {
    const { past, future } = cutsOf(data, 0.5, 0.1, 0)
    const [p, f] = [toDense(past), toDense(future)].map((x) => Array.from({ length: x.length / 3 }, (_, row) => [...x.subarray(3 * row, 3 * row + 3)]))
    const close = (rows: number[][]): unknown => rows.map((row) => row.map((value) => expect.closeTo(value, 6)))
    expect(p).toEqual(close([[1, 0, 0], [0.5, 1, 0], [1.25, 0.5, 0], [0, 0, 1]])) // biome-ignore format: one cut a row
    expect(f).toEqual(close([[0.1, 1, 0.01], [1, 0, 0.1], [0, 0, 1], [1, 0, 0]])) // biome-ignore format: one cut a row
  })

  it('leaves out what falls under the tail and multiplies event weights', () => {
    const weighted = { ...data, weights: Float32Array.from([1, 0.5, 1, 0.25, 1, 1, 1]) }
    const { past, future } = cutsOf(weighted, 0.5, 0.5, 0.5)
    expect([...toDense(past).subarray(6, 9)]).toEqual([1, 0.25, 0])
    expect([...toDense(future).subarray(0, 3)]).toEqual([0.5, 0.5, 0])
  })

  it('takes entries of one time for one moment: one step, cut into halves that each speak for the other, counted by their number', () => {
    const basket = { ...data, times: Float64Array.from([5, 9, 9, 20, 1, 0, 0]) }
    const { past, future } = cutsOf(basket, 0.5, 0.5, 0)
    const half = 2 ** -0.25 // two entries on one side of the cut: the root of 1 / √2
    const rows = (x: typeof past): number[][] => Array.from({ length: x.rows }, (_, row) => [...toDense(x).subarray(3 * row, 3 * row + 3)])
    const close = (wanted: number[][]): unknown => wanted.map((row) => row.map((value) => expect.closeTo(value, 6)))
    expect(rows(past)).toEqual(close([[half, 0, 0], [0, 1, 0], [1, 0, 0], [1.5 * half, half, 0], [0, 0, 1]])) // biome-ignore format: one cut a row
    expect(rows(future)).toEqual(close([[half, half, 0.5 * half], [1, 0, 0], [0, 1, 0], [0, 0, half], [1, 0, 0]])) // biome-ignore format: one cut a row
  })

  it('learns from a shop of single baskets', () => {
    const baskets = interactionsFromSequences([['p', ['a', 'b', 'c', 'd', 'e']]])
    const { past, future } = cutsOf({ ...baskets, times: baskets.times.fill(9) }, 0.5, 0.5, 0.02)
    const share = 6 ** -0.25
    expect([...past.val, ...future.val].every((value) => Math.abs(value - share) < 1e-6)).toBe(true)
    expect([...past.idx]).toEqual([0, 2, 4, 1, 3])
    expect([...future.idx]).toEqual([1, 3, 0, 2, 4])
  })

  it('is the same with a short reach as with the whole sequence', () => {
    const long = interactionsFromSequences([['p', Array.from({ length: 60 }, (_, i) => `i${(i * 7) % 23}`)]])
    const near = cutsOf(long, 0.6, 0.3, 0.02)
    const far = cutsOf({ ...long, weights: long.weights.slice() }, 0.6, 0.3, 1e-300)
    const gap = toDense(near.past).map((value, at) => Math.abs(value - toDense(far.past)[at]!))
    expect(Math.max(...gap)).toBeLessThan(0.05)
    expect([...near.past.val].filter((value) => value >= 0.02).length).toBe(near.past.val.length)
    expect(near.past.val.length / near.past.rows).toBeGreaterThan(7)
  })

  it('has no row where nobody has two entries', () => {
    expect(cutsOf(interactionsFromSequences([['p', ['a']]]), 0.5, 0.5, 0).past.rows).toBe(0)
  })
})
