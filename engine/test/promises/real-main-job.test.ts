import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DataQuality, EvaluationReport, ExplanationAnswer, ImportReport, RecommendAnswer } from '../../src/service/contract.ts'
import { candorJson, serving } from '../cli/candor.ts'
import { dataFolder } from '../data-folder.ts'

interface Job {
  readonly name: string
  readonly files: readonly string[]
  readonly products: readonly string[]
  readonly split: 'time' | 'leave-one-out'
  readonly user: string
  readonly events: number
  /** Least NDCG@10 of what serves, and what popularity must stay under. */
  readonly least: number
  readonly models: string
}

const jobs: readonly Job[] = [
  {
    name: 'Online Retail',
    files: ['online-retail/online_retail.csv.br'],
    products: [],
    split: 'time',
    user: '17850.0',
    events: 537_599,
    least: 0.19,
    models: 'popular:windowDays=7:halfLifeDays=0,blend',
  },
  {
    name: 'Amazon Beauty',
    files: ['amazon-beauty/Beauty.txt.gz'],
    products: ['amazon-beauty/Beauty_items.tsv.gz'],
    split: 'leave-one-out',
    user: '1',
    events: 198_502,
    least: 0.045,
    models: 'popular:windowDays=7:halfLifeDays=0,content',
  },
]

const root = dataFolder()
if (root === undefined) console.warn('The public data sets are not there: the main job is not tried on them.')

// The whole way of an engineer with a shop's files, by documented commands alone.
describe.each(jobs)('the main job on $name', ({ files, products, split, user, events, least, models }) => {
  const here = root !== undefined && existsSync(join(root, files[0] as string))
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'candor-job-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const run = <T>(...args: readonly string[]): T => candorJson<T>(...args, '--data', folder)
  const at = (file: string): string => join(root ?? '', file)

  it.skipIf(!here)('import, clean, train, evaluate, recommend, explain, serve, and the proof holds', async () => {
    const imported = run<{ files: ImportReport[] }>('import', ...files.map(at), ...(products.length > 0 ? ['--items', ...products.map(at)] : []))
    for (const file of imported.files) expect(file.accepted + file.rejected + file.duplicates).toBe(file.rows)
    expect(imported.files.reduce((sum, file) => sum + file.stored, 0)).toBe(events)
    expect(run<{ events: number }>('data').events).toBe(events)

    const quality = run<DataQuality>('clean')
    expect(quality.before.events - quality.steps.reduce((sum, { removed }) => sum + removed, 0)).toBe(quality.after.events)

    const trained = run<{ models: { name: string; fingerprint: string }[] }>('train')
    expect(trained.models.map(({ name }) => name)).toEqual(['rules', 'content', 'blend'])

    const report = run<EvaluationReport>('evaluate', '--model', models, '--split', split, '--k', '10')
    expect(report).toMatchObject({ split, seed: 1 })
    const [popular, served] = report.models.map(({ metrics }) => metrics['ndcg@10']!)
    expect(served!.value).toBeGreaterThan(least)
    expect(served!.low).toBeGreaterThan(popular!.high)

    const list = run<RecommendAnswer>('recommend', '--user', user, '-k', '5', '--explain')
    expect(list.model).toBe('blend')
    expect(list.recommendations.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5])
    const proven = list.recommendations.find(({ explanation }) => explanation?.proof !== undefined)!
    const why = run<ExplanationAnswer>('explain', '--user', user, '--item', proven.item, '-k', '5')
    expect(why.proof).toEqual(proven.explanation?.proof)
    expect(why.base + why.reasons.reduce((sum, { amount }) => sum + amount, 0) + why.residual).toBeCloseTo(why.score, 6)
    expect(why.text.en.split(/\s+/).length).toBeLessThanOrEqual(20)

    const server = await serving('--data', folder)
    try {
      const post = async (body: object): Promise<RecommendAnswer> => {
        const response = await fetch(`${server.url}/v1/recommendations`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
        expect(response.status).toBe(200)
        return (await response.json()) as RecommendAnswer
      }
      expect((await post({ user, k: 5 })).recommendations.map(({ item }) => item)).toEqual(list.recommendations.map(({ item }) => item))
      // The person's own past as an anonymous history: the list carries a proof, and without what it names the item is gone, as far down as it says.
      const person = (await (await fetch(`${server.url}/v1/people/${user}`)).json()) as { events: { item: string; event: string }[] }
      const bought = [...new Set(person.events.filter(({ event }) => event === 'purchase').map(({ item }) => item))].slice(0, 20).reverse()
      const before = await post({ history: bought, k: 5, explain: true })
      const shown = before.recommendations.find(({ explanation }) => explanation?.proof !== undefined)!
      const { without, rankBefore, rankAfter, instead } = shown.explanation!.proof!
      expect(rankBefore).toBe(shown.rank)
      expect(rankAfter).toBeGreaterThan(5)
      expect(without.every((item) => bought.includes(item))).toBe(true)
      const after = await post({ history: bought.filter((item) => !without.includes(item)), exclude: bought, k: 200 })
      const items = after.recommendations.map(({ item }) => item)
      expect(items.slice(0, 5)).not.toContain(shown.item)
      if (rankAfter <= 200) expect(items.indexOf(shown.item) + 1).toBe(rankAfter)
      if (instead !== undefined) expect(items.slice(0, 5)).toContain(instead)
    } finally {
      expect(await server.stop()).toBe(0)
    }
  })
})
