import type { Case } from '../case.ts'
import type { Interactions } from '../interactions.ts'
import { caseOf } from './case-of.ts'
import { keepEntries } from './keep.ts'
import { checkShares, type Split, type SplitOptions } from './split.ts'

/**
 * A share of every person's entries, the newest ones: the last for the test, those before for validation. People with too few entries stay in training whole.
 * @throws CandorError `params.invalid` for shares that leave nothing to learn from
 */
export function ratioSplit(data: Interactions, options: SplitOptions = {}): Split {
  const { validation: validationShare = 0.1, test: testShare = 0.1 } = options
  checkShares(validationShare, testShare)
  const kept = new Uint8Array(data.cols.length).fill(1)
  const validation: Case[] = []
  const test: Case[] = []
  for (let person = 0; person < data.people.length; person++) {
    const [start, end] = [data.ptr[person], data.ptr[person + 1]]
    const length = end - start
    if (length < 3) continue
    const forTest = Math.max(1, Math.round(testShare * length))
    const forValidation = Math.max(1, Math.round(validationShare * length))
    if (forTest + forValidation >= length) continue
    kept.fill(0, end - forTest - forValidation, end)
    const early = caseOf(data, person, length - forTest - forValidation, length - forTest)
    const late = caseOf(data, person, length - forTest, length)
    if (early !== undefined) validation.push(early)
    if (late !== undefined) test.push(late)
  }
  return {
    name: 'ratio',
    train: keepEntries(data, kept),
    validation,
    test,
    protocol: `The newest ${Math.round(100 * testShare)} % of each person’s entries are the test, the ${Math.round(100 * validationShare)} % before them the validation.`,
  }
}
