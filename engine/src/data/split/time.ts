import { CandorError } from '../../errors.ts'
import type { Case } from '../case.ts'
import { isTime } from '../columns.ts'
import type { Interactions } from '../interactions.ts'
import { caseOf } from './case-of.ts'
import { keepEntries } from './keep.ts'
import { checkShares, type Split, type SplitOptions } from './split.ts'

/**
 * One moment for everybody: models learn from what was before it, so nothing of the future leaks through other people. The last share of all entries by time is the test, the share
 * before it the validation. People without an entry before the cut have no history to be asked about and give no case.
 * @throws CandorError `params.invalid` for shares that leave nothing to learn from, and where only the order of entries is known
 */
export function timeSplit(data: Interactions, options: SplitOptions = {}): Split {
  const { validation: validationShare = 0.1, test: testShare = 0.1 } = options
  checkShares(validationShare, testShare)
  if (!data.times.some(isTime)) {
    throw new CandorError(
      'params.invalid',
      'These data know only the order of entries, not their times: a split by time is not possible. Use leave-one-out, ratio or users.',
    )
  }
  const sorted = Float64Array.from(data.times).sort()
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.max(0, Math.floor(share * sorted.length)))] ?? 0
  const testFrom = at(1 - testShare)
  const validationFrom = at(1 - testShare - validationShare)
  const kept = Uint8Array.from(data.times, (time) => (time < validationFrom ? 1 : 0))
  const validation: Case[] = []
  const test: Case[] = []
  for (let person = 0; person < data.people.length; person++) {
    const start = data.ptr[person]
    const times = data.times.subarray(start, data.ptr[person + 1])
    const first = times.findIndex((time) => time >= validationFrom)
    const second = times.findIndex((time) => time >= testFrom)
    const end = times.length
    const forValidation = first < 0 ? undefined : caseOf(data, person, first, second < 0 ? end : second)
    const forTest = second < 0 ? undefined : caseOf(data, person, second, end)
    if (forValidation !== undefined) validation.push(forValidation)
    if (forTest !== undefined) test.push(forTest)
  }
  const day = (time: number): string => (isTime(time) ? new Date(time).toISOString().slice(0, 10) : String(time))
  return {
    name: 'time',
    train: keepEntries(data, kept),
    validation,
    test,
    protocol: `Models learn from before ${day(validationFrom)}; validation runs to ${day(testFrom)}, the test from there.`,
  }
}
