import { CandorError } from '../../errors.ts'
import type { Product } from '../catalogue.ts'
import type { EventColumns } from '../columns.ts'
import type { EventName } from '../events.ts'
import { figuresOf, type QualityReport } from '../report.ts'
import { bots } from './bots.ts'
import { duplicates } from './duplicates.ts'
import { impossible } from './impossible.ts'
import { kCore } from './k-core.ts'
import { missing } from './missing.ts'
import { normalise } from './normalise.ts'
import { outliers } from './outliers.ts'
import { returns } from './returns.ts'
import { type CleaningPlan, type CleaningStep, settingsOf } from './step.ts'
import { columnsOfTable, type EventTable, tableOf } from './table.ts'
import { weights } from './weights.ts'

/** Every cleaning step, in the order in which they run. */
export const cleaningSteps: readonly CleaningStep[] = [impossible, duplicates, returns, bots, outliers, missing, kCore, normalise, weights]

export interface Cleaned {
  /** The events that are left, with the changed values, ready for `buildInteractions`. */
  readonly columns: EventColumns
  readonly table: EventTable
  /** Weight of each event name. */
  readonly weights: Readonly<Record<string, number>>
  readonly report: QualityReport
}

/**
 * Runs the cleaning steps over events in order of (actor, time), as the store gives them. The input stays as it is.
 * @throws CandorError `params.unknown`, `params.invalid` for a plan that names no step or a wrong option
 */
export function clean(columns: EventColumns, products: readonly Product[], plan: CleaningPlan = {}, now: number = Date.now()): Cleaned {
  checkPlan(plan)
  const start = tableOf(columns, products, now)
  let table = start
  let found: Readonly<Partial<Record<EventName, number>>> = {}
  const steps = cleaningSteps.map((step) => {
    const { name, summary, why } = step
    const given = plan[name]
    const on = given === undefined ? step.on : given !== false
    // A step that is off says what it would do with its defaults only when asked for: nothing runs in vain.
    if (!on && step !== weights)
      return { name, summary, why, on, options: settingsOf(step, given), removed: 0, changed: 0, findings: [], left: table.rows.length }
    const options = settingsOf(step, given)
    const result = step.apply(table, options)
    table = result.table
    if (result.weights !== undefined) found = result.weights
    return { name, summary, why, on, options, removed: result.removed, changed: result.changed, findings: result.findings, left: table.rows.length }
  })
  let report: QualityReport | undefined
  return {
    columns: columnsOfTable(table),
    table,
    weights: found as Record<string, number>,
    // Counted only when looked at: training needs the events, not the figures.
    get report() {
      if (report === undefined) {
        const before = figuresOf(start)
        report = { before, after: figuresOf(table, before), steps, refused: columns.ids.length - start.rows.length, weights: found }
      }
      return report
    },
  }
}

function checkPlan(plan: CleaningPlan): void {
  for (const [name, value] of Object.entries(plan)) {
    const step = cleaningSteps.find((each) => each.name === name)
    if (step === undefined) {
      throw new CandorError('params.unknown', `There is no cleaning step "${name}". There are: ${cleaningSteps.map((each) => each.name).join(', ')}.`)
    }
    if (typeof value !== 'boolean' && (typeof value !== 'object' || value === null)) {
      throw new CandorError('params.invalid', `The cleaning step ${name} is ${JSON.stringify(value)}; it must be true, false or an object with options.`)
    }
    settingsOf(step, value)
  }
}

export type { CleaningPlan, CleaningStep, Finding, Setting, StepResult } from './step.ts'
export type { EventTable } from './table.ts'
