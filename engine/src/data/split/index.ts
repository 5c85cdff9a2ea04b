import type { Interactions } from '../interactions.ts'
import { leaveOneOut } from './leave-one-out.ts'
import { ratioSplit } from './ratio.ts'
import type { Split, SplitName, SplitOptions } from './split.ts'
import { timeSplit } from './time.ts'
import { usersSplit } from './users.ts'

const splits: Readonly<Record<SplitName, (data: Interactions, options?: SplitOptions) => Split>> = {
  'leave-one-out': leaveOneOut,
  time: timeSplit,
  ratio: ratioSplit,
  users: usersSplit,
}

/** Cuts the data into training, validation and test, by the named protocol. */
export function splitBy(name: SplitName, data: Interactions, options: SplitOptions = {}): Split {
  return splits[name](data, options)
}

export { type Split, type SplitName, type SplitOptions, splitNames } from './split.ts'
