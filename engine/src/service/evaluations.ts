import { CandorError } from '../errors.ts'
import type { EvaluationReport, StoredEvaluation } from './contract.ts'
import type { House } from './house.ts'

/** How many reports of one split are kept beside its newest. */
export const keptEvaluations = 20

/**
 * Stores a report as the newest of its split: the document `evaluations/SPLIT`, and the file `reports/evaluation-SPLIT.json` for people. The one before it goes to a file named by its time, of which
 * the newest `keptEvaluations` stay. Gives the report as it is stored: a moment later where the one before bears its time, which names it.
 */
export async function keepEvaluation(house: House, report: EvaluationReport): Promise<EvaluationReport> {
  const name = `evaluations/${report.split}`
  for (;;) {
    const before = house.store.document<EvaluationReport>(name)
    const stored = before === undefined || before.at < report.at ? report : { ...report, at: before.at + 1 }
    // First the file, then the swap: whatever ends between them, the one before is in one place or in both.
    if (before !== undefined) await house.artifacts.put(fileOf(before.split, before.at), bytesOf(before))
    if (!(await house.store.swapDocument(name, before, stored))) continue
    await house.artifacts.put(`reports/evaluation-${report.split}.json`, bytesOf(stored))
    const times = await timesOf(house, report.split)
    for (const at of times.slice(keptEvaluations)) await house.artifacts.delete(fileOf(report.split, at))
    return stored
  }
}

/** The newest report of each split, with the times of the earlier ones that are kept. */
export async function evaluations(house: House): Promise<StoredEvaluation[]> {
  const newest = house.store.documents('evaluations/').map(({ value }) => value as EvaluationReport)
  return Promise.all(newest.map(async (report) => ({ ...report, earlier: (await timesOf(house, report.split)).filter((at) => at !== report.at) })))
}

/** The report of this split of this time, in milliseconds since 1970. Throws `report.missing`. */
export async function evaluationOf(house: House, split: string, at: number): Promise<EvaluationReport> {
  const newest = house.store.document<EvaluationReport>(`evaluations/${split}`)
  if (newest?.at === at) return newest
  const times = await timesOf(house, split)
  const bytes = times.includes(at) ? await house.artifacts.get(fileOf(split, at)) : undefined
  if (bytes !== undefined) return JSON.parse(new TextDecoder().decode(bytes)) as EvaluationReport
  const kept = [...(newest === undefined ? [] : [newest.at]), ...times].map((time) => new Date(time).toISOString()).join(', ')
  throw new CandorError(
    'report.missing',
    `No evaluation on the split "${split}" of ${new Date(at).toISOString()} is kept. Kept: ${kept || 'none; run "candor evaluate"'}.`,
  )
}

/** Times of the files of one split, newest first. */
async function timesOf(house: House, split: string): Promise<number[]> {
  const files = await house.artifacts.list(`reports/evaluation-${split}-`)
  return files.flatMap(({ name }) => (name === fileOf(split, timeIn(name)) ? [timeIn(name)] : [])).sort((a, b) => b - a)
}

function timeIn(name: string): number {
  return Number(/-(\d{14})\.json$/.exec(name)?.[1])
}

/** Padded, so that names sort by time. */
function fileOf(split: string, at: number): string {
  return `reports/evaluation-${split}-${String(at).padStart(14, '0')}.json`
}

function bytesOf(report: EvaluationReport): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(report, null, 2))
}
