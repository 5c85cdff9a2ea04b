import { expect, it } from 'vitest'
import { Patience, rateAt } from '../../src/nn/schedule.ts'

it('stays constant after its warm-up', () => {
  expect([0, 1, 2, 3, 99].map((step) => rateAt({ rate: 2, warmup: 4 }, step))).toEqual([0.5, 1, 1.5, 2, 2])
})

it('ends after so many looks without a better figure, and counts none that is not a number', () => {
  const patience = new Patience(2)
  expect([0.1, 0.3, 0.3, Number.NaN].map((figure) => patience.look(figure))).toEqual([true, true, false, false])
  expect(patience.over).toBe(true)
  expect(patience.best).toBe(0.3)
  const better = new Patience(2)
  for (const figure of [0.1, 0.05, 0.2]) better.look(figure)
  expect(better.over).toBe(false)
  const never = new Patience(0)
  for (let i = 0; i < 50; i++) never.look(-i)
  expect(never.over).toBe(false)
})
