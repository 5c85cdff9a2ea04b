import { type CleaningPlan, clean } from '../data/clean/index.ts'
import type { Finding } from '../data/clean/step.ts'
import type { PlainHistogram, QualityFigures } from '../data/report.ts'
import { throwIfCancelled } from '../errors.ts'
import type { DataQuality } from './contract.ts'
import type { House } from './house.ts'
import { allEvents, cleaningPlan } from './training-data.ts'

/**
 * What cleaning finds in the stored events, before and after; the store itself is never changed. A given plan is kept for the next training.
 * Throws `params.unknown`, `params.invalid` for a plan that does not fit, `cancelled` when the signal fires.
 */
export async function qualityReport(house: House, plan?: CleaningPlan, signal?: AbortSignal): Promise<DataQuality> {
  // Both are taken before the events are read: what comes meanwhile makes the report out of date, and a plan that comes meanwhile has it made anew.
  const revision = house.store.revision()
  const used = plan ?? cleaningPlan(house)
  const events = await allEvents(house)
  throwIfCancelled(signal)
  const { report } = clean(events, house.store.items(), used, house.now())
  if (plan === undefined && JSON.stringify(cleaningPlan(house)) !== JSON.stringify(used)) return qualityReport(house, undefined, signal)
  const quality: DataQuality = {
    revision,
    at: house.now(),
    before: countsOf(report.before),
    after: countsOf(report.after),
    steps: report.steps.map(({ name, on, summary, removed, changed, findings }) => ({ name, on, summary, removed, changed, findings: findings.map(nameless) })),
    histograms: (Object.keys(report.before.histograms) as (keyof QualityFigures['histograms'])[])
      .map((name) => pair(name, report.before.histograms[name], report.after.histograms[name]))
      .filter(({ bins }) => bins.some(({ before }) => before > 0)),
  }
  // Both in one turn, so that they share a commit.
  await Promise.all([...(plan === undefined ? [] : [house.store.putDocument('cleaning', plan)]), house.store.putDocument('quality', quality)])
  return quality
}

/** Without the examples, which may be ids of people: a stored report outlives them, also when they are forgotten while it is made. */
function nameless({ reason, events, message }: Finding): Finding {
  return { reason, events, message }
}

function countsOf({ events, people, sessions, items }: QualityFigures): DataQuality['before'] {
  return { events, people: people + sessions, items }
}

/** Both sides over the same bins: what cleaning took out of each. */
function pair(name: string, before: PlainHistogram, after: PlainHistogram): NonNullable<DataQuality['histograms']>[number] {
  const bins = before.counts.map((count, bin) => ({ from: before.edges[bin]!, to: before.edges[bin + 1]!, before: count, after: after.counts[bin]! }))
  return { name, log: before.log, bins }
}
