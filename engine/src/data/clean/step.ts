import { CandorError } from '../../errors.ts'
import type { EventName } from '../events.ts'
import type { EventTable } from './table.ts'

/** A named step of cleaning that can be switched and set. Never changes its input. */
export interface CleaningStep {
  readonly name: string
  /** One sentence: what it does. */
  readonly summary: string
  /** One sentence: why anyone would want it. */
  readonly why: string
  /** Whether it runs when nobody says otherwise. */
  readonly on: boolean
  readonly settings: Readonly<Record<string, Setting>>
  /** `options` is whole and checked (see `settingsOf`). */
  apply(table: EventTable, options: Options): StepResult
}

/** One thing to set: its default, its range, what it means. The single source for documentation and checks. */
export type Setting =
  | { readonly type: 'number'; readonly default: number; readonly min: number; readonly max: number; readonly doc: string }
  | { readonly type: 'choice'; readonly default: string; readonly options: readonly string[]; readonly doc: string }
  | { readonly type: 'boolean'; readonly default: boolean; readonly doc: string }
  | { readonly type: 'numbers'; readonly default: Readonly<Record<string, number>>; readonly doc: string }

export type Options = Readonly<Record<string, number | string | boolean | Readonly<Record<string, number>>>>

export interface StepResult {
  readonly table: EventTable
  /** Events taken out. */
  readonly removed: number
  /** Events of which a value was changed. */
  readonly changed: number
  readonly findings: readonly Finding[]
  /** Only from the step `weights`. */
  readonly weights?: Readonly<Partial<Record<EventName, number>>>
}

/** What a step found, for people: "12 visitors look like programs: …". */
export interface Finding {
  readonly reason: string
  readonly events: number
  readonly message: string
  /** A few names or values. */
  readonly examples?: readonly string[]
}

/** Steps to switch on (true, or an object with options) or off (false); unnamed ones keep their default. */
export type CleaningPlan = Readonly<Record<string, boolean | object>>

/**
 * The options of a step: its defaults with `given` over them.
 * @throws CandorError `params.unknown`, `params.invalid`
 */
export function settingsOf(step: CleaningStep, given: boolean | object | undefined): Options {
  const options: Record<string, Options[string]> = Object.fromEntries(Object.entries(step.settings).map(([name, setting]) => [name, setting.default]))
  if (given === undefined || typeof given === 'boolean') return options
  if (Array.isArray(given)) throw new CandorError('params.invalid', `The cleaning step ${step.name} takes true, false or an object with options.`)
  for (const [name, value] of Object.entries(given)) {
    const setting = Object.hasOwn(step.settings, name) ? step.settings[name] : undefined
    if (setting === undefined) {
      throw new CandorError(
        'params.unknown',
        `The cleaning step ${step.name} has no option "${name}". It has: ${Object.keys(step.settings).join(', ') || 'none'}.`,
      )
    }
    const expected = expectation(setting, value)
    if (expected !== undefined) throw new CandorError('params.invalid', `The option ${step.name}.${name} is ${JSON.stringify(value)}; it must be ${expected}.`)
    options[name] = value
  }
  return options
}

/** What the value must be, where it is not. */
function expectation(setting: Setting, value: unknown): string | undefined {
  switch (setting.type) {
    case 'number':
      return typeof value === 'number' && value >= setting.min && value <= setting.max ? undefined : `a number from ${setting.min} to ${setting.max}`
    case 'choice':
      return typeof value === 'string' && setting.options.includes(value) ? undefined : `one of ${setting.options.join(', ')}`
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false'
    case 'numbers': {
      const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined
      const known = entries?.every(([name, number]) => Object.hasOwn(setting.default, name) && typeof number === 'number' && number >= 0 && number <= 1)
      return known ? undefined : `an object with numbers from 0 to 1 for any of ${Object.keys(setting.default).join(', ')}`
    }
  }
}
