import { expect, it } from 'vitest'
import { timeLeft } from '../../src/cli/time-left.ts'

it('goes on at the pace so far, in words', () => {
  const left = timeLeft()
  expect(left(0, 0)).toBe('')
  expect(left(0.25, 10_000)).toBe('30 s left')
  expect(left(0.5, 400_000)).toBe('7 min left')
  expect(left(0.505, 8_000_000)).toBe('2 h 11 min left')
  expect(left(1, 9_000_000)).toBe('')
})

it('says nothing on too little, and begins anew with the next piece of work', () => {
  const left = timeLeft()
  left(0, 0)
  expect(left(0.9, 500)).toBe('')
  expect(left(0.905, 600)).toBe('')
  expect(left(0.1, 60_000)).toBe('')
  expect(left(0.105, 70_000)).toBe('')
  expect(left(0.55, 70_000)).toBe('10 s left')
})
