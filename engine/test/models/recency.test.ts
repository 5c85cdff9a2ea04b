import { describe, expect, it } from 'vitest'
import { historyFromItems } from '../../src/data/interactions.ts'
import { recencyWeights } from '../../src/models/recency.ts'

describe('recencyWeights', () => {
  it('halves by steps from the newest and multiplies the event weight', () => {
    const history = { ...historyFromItems([5, 6, 5]), weights: Float32Array.from([1, 0.25, 0.5]) }
    expect([...recencyWeights(history, 0.5, 0)]).toEqual([0.25, 0.125, 0.5])
  })

  it('leaves out what falls under the tail, whatever the event weighs', () => {
    const history = { ...historyFromItems([1, 2, 3, 4]), weights: Float32Array.from([1, 1, 1, 0.01]) }
    expect([...recencyWeights(history, 0.5, 0.25)].map((weight) => weight > 0)).toEqual([false, true, true, true])
  })

  it('takes entries of one known time for one moment', () => {
    const history = { ...historyFromItems([1, 2, 3, 4, 5]), times: Float64Array.from([0, 0, 7, 9, 9]) }
    expect([...recencyWeights(history, 0.5, 0)]).toEqual([0.125, 0.25, 0.5, 1, 1])
  })

  it('does not count an event that weighs nothing as a step', () => {
    const history = { ...historyFromItems([1, 2, 3]), weights: Float32Array.from([1, 0, 1]) }
    expect([...recencyWeights(history, 0.5, 0)]).toEqual([0.5, 0, 1])
  })

  it('keeps the newest entry even with the largest tail', () => {
    expect([...recencyWeights(historyFromItems([1, 2]), 0.4, 0.5)]).toEqual([0, 1])
  })
})
