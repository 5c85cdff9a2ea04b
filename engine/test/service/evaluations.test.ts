import { afterEach, beforeEach, expect, it } from 'vitest'
import type { EvaluationReport } from '../../src/service/contract.ts'
import { evaluationOf, evaluations, keepEvaluation, keptEvaluations } from '../../src/service/evaluations.ts'
import type { House } from '../../src/service/house.ts'
import { emptyHouse } from './house.ts'

const start = Date.UTC(2026, 0, 1)
let house: House & { close(): Promise<void> }

beforeEach(async () => {
  house = await emptyHouse()
})
afterEach(() => house.close())

function report(at: number, over: Partial<EvaluationReport> = {}): EvaluationReport {
  return { split: 'time', part: 'test', seed: at % 97, people: 5, items: 7, cases: 3, at, models: [], ...over }
}
const ofTime = async (split: string) => (await evaluations(house)).find((one) => one.split === split)

it('keeps the reports of each split by their time, newest first, and gives each back whole', async () => {
  for (const day of [0, 1, 2]) await keepEvaluation(house, report(start + day))
  await keepEvaluation(house, report(start + 9, { split: 'leave-one-out' }))
  expect(await ofTime('time')).toEqual({ ...report(start + 2), earlier: [start + 1, start] })
  expect(await ofTime('leave-one-out')).toMatchObject({ at: start + 9, earlier: [] })
  for (const day of [0, 1, 2]) expect(await evaluationOf(house, 'time', start + day)).toEqual(report(start + day))
  await expect(evaluationOf(house, 'time', start + 9)).rejects.toMatchObject({
    code: 'report.missing',
    message: expect.stringContaining('Kept: 2026-01-01T00:00:00.002Z'),
  })
  await expect(evaluationOf(house, '..', start)).rejects.toMatchObject({ code: 'report.missing', message: expect.stringContaining('run "candor evaluate"') })
})

it('keeps the report that an older version stored as the only one of its split', async () => {
  const { part, ...old } = report(start)
  await house.store.putDocument('evaluations/time', old)
  expect(await ofTime('time')).toEqual({ ...old, earlier: [] })
  await keepEvaluation(house, report(start + 1))
  expect(await ofTime('time')).toMatchObject({ at: start + 1, earlier: [start] })
  expect(await evaluationOf(house, 'time', start)).toEqual(old)
})

it('lets the oldest go beyond a number, of its own split alone', async () => {
  await keepEvaluation(house, report(start - 2, { split: 'time-of-day' }))
  await keepEvaluation(house, report(start - 1, { split: 'time-of-day' }))
  for (let day = 0; day < keptEvaluations + 3; day++) await keepEvaluation(house, report(start + day))
  expect((await ofTime('time'))!.earlier).toEqual(Array.from({ length: keptEvaluations }, (_, index) => start + keptEvaluations + 1 - index))
  expect((await ofTime('time-of-day'))!.earlier).toEqual([start - 2])
})

it('loses none of the reports that come at the same time', async () => {
  const seeds = [1, 2, 3, 4, 5]
  await Promise.all(seeds.map((seed) => keepEvaluation(house, report(start, { seed }))))
  const { at, earlier } = (await ofTime('time'))!
  const kept = await Promise.all([at, ...earlier].map((time) => evaluationOf(house, 'time', time)))
  expect(kept.map(({ seed }) => seed).sort()).toEqual(seeds)
})
