import { CandorError } from '../../errors.ts'
import { Random } from '../../math/random.ts'
import type { Case } from '../case.ts'
import type { Interactions } from '../interactions.ts'
import { caseOf } from './case-of.ts'
import { keepEntries } from './keep.ts'
import { checkShares, type Split, type SplitOptions } from './split.ts'

/**
 * k folds of people: those of one fold are the test, those of the next the validation, and models never saw either. The newest share of their entries is asked for.
 * @throws CandorError `params.invalid` for a fold that is none
 */
export function usersSplit(data: Interactions, options: SplitOptions = {}): Split {
  const { folds = 10, fold = 0, seed = 1, test: testShare = 0.2 } = options
  if (!(Number.isInteger(folds) && folds >= 3 && Number.isInteger(fold) && fold >= 0 && fold < folds))
    throw new CandorError('params.invalid', `There must be at least 3 folds and the fold one of them, from 0: got fold ${fold} of ${folds}.`)
  checkShares(0, testShare)
  const order = Int32Array.from({ length: data.people.length }, (_, person) => person)
  new Random(seed).shuffle(order)
  const kept = new Uint8Array(data.cols.length).fill(1)
  const validation: Case[] = []
  const test: Case[] = []
  order.forEach((person, place) => {
    const own = place % folds
    const cases = own === fold ? test : own === (fold + 1) % folds ? validation : undefined
    if (cases === undefined) return
    const [start, end] = [data.ptr[person], data.ptr[person + 1]]
    kept.fill(0, start, end)
    const length = end - start
    const asked = caseOf(data, person, length - Math.max(1, Math.round(testShare * length)), length)
    if (asked !== undefined) cases.push(asked)
  })
  return {
    name: 'users',
    train: keepEntries(data, kept),
    validation,
    test,
    protocol: `People of fold ${fold} of ${folds} are the test, those of the next the validation; models saw neither.`,
  }
}
