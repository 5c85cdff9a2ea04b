import { Random } from '../math/random.ts'
import type { ValidationCase } from '../nn/validation.ts'
import type { FitContext } from './model.ts'

/** Cases enough for a figure whose noise is below what an epoch changes. */
const mostCases = 5000

/**
 * The cases on which a network in training is judged after each epoch, in the numbers of its own items: at most 5,000, drawn with the seed; the newest `longest` entries of each history.
 * @param position of each item of the data among those of the network, −1 where it has none
 */
export function validationCases({ validation = [], seed }: FitContext, position: Int32Array, longest: number = Number.POSITIVE_INFINITY): ValidationCase[] {
  const random = new Random(seed).fork('validation')
  const chosen = validation.length > mostCases ? Array.from(random.sample(validation.length, mostCases), (at) => validation[at]!) : validation
  const known = (items: Int32Array): Int32Array => items.map((item) => position[item] ?? -1).filter((at) => at >= 0)
  return chosen
    .map(({ history, targets }) => ({ history: known(history.items).slice(-longest), targets: known(targets) }))
    .filter(({ targets }) => targets.length > 0)
}
