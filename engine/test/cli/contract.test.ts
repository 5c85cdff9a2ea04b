import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EvaluationReport, ExplanationAnswer, ForgetReceipt, ImportReport, ModelInfo, RecommendAnswer } from '../../src/service/contract.ts'
import { candor, candorJson, interrupted } from './candor.ts'

let folder: string
let data: string
const file = (name: string): string => join(folder, name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-cli-'))
  data = file('shop')
  writeFileSync(file('orders.csv'), orders(60))
  writeFileSync(
    file('products.csv'),
    `id,title,brand,category,price\n${Array.from({ length: 20 }, (_, i) => `i${i},Cup ${i},B${i % 3},Kitchen,${i + 1}`).join('\n')}\n`,
  )
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** People who walk through the items two by two. */
function orders(people: number): string {
  const lines = ['user,item,event,timestamp']
  for (let person = 0; person < people; person++)
    for (let step = 0; step < 8; step++)
      lines.push(`u${person},i${(person + step * (1 + (person % 2))) % 18},purchase,${1_700_000_000 + person * 1000 + step * 86_400}`)
  return `${lines.join('\n')}\n`
}
const shop = <T>(...args: readonly string[]): T => candorJson<T>(...args, '--data', data)

describe('the command line', () => {
  it('explains each command, and answers wrong use with 2', () => {
    const help = candor('--help').out
    const names = [...help.matchAll(/^ {2}([a-z]+) {2,}/gm)].map((match) => match[1]!).filter((name) => name !== 'help')
    expect(names).toEqual(
      expect.arrayContaining('start import clean train tune evaluate recommend explain serve forget models data export bench doctor keys'.split(' ')),
    )
    for (const name of names) {
      const { code, out } = candor(name, '--help')
      expect([name, code]).toEqual([name, 0])
      expect(out).toMatch(/--json/)
      expect(out).toMatch(/--data/)
    }
    expect(candor('help', 'train').out).toBe(candor('train', '--help').out)
    for (const args of [
      [],
      ['nope'],
      ['train', '--bogus'],
      ['train', '--seed', 'abc'],
      ['recommend'],
      ['evaluate', '--k', '0'],
      ['evaluate', '--split', 'x'],
    ]) {
      const { code, out, err } = candor(...args)
      expect([args, code]).toEqual([args, 2])
      expect(out).toBe('')
      expect(err).not.toBe('')
    }
    const wrong = candor('train', '--bogus', '--json')
    expect([wrong.code, JSON.parse(wrong.out)]).toEqual([2, { error: { code: 'usage', message: "unknown option '--bogus'" } }])
  }, 120_000)

  it('makes no folder out of a typing error', () => {
    const { code, err } = candor('data', '--data', file('typo'))
    expect(code).toBe(2)
    expect(err).toContain(file('typo'))
    expect(existsSync(file('typo'))).toBe(false)
  })

  it('carries a shop from its files to a proven reason, a JSON document a command', () => {
    const args = ['import', file('orders.csv'), '--items', file('products.csv')]
    const first = shop<{ files: ImportReport[] }>(...args)
    expect(first.files.map(({ stored, products }) => [stored, products])).toEqual([
      [0, 20],
      [480, 0],
    ])
    const again = shop<{ files: ImportReport[] }>(...args)
    expect(again.files.map(({ stored, alreadyThere }) => [stored, alreadyThere])).toEqual([
      [0, 0],
      [0, 480],
    ])
    shop('clean')
    expect(shop<{ models: { name: string }[] }>('train').models.map(({ name }) => name)).toEqual(['rules', 'content', 'blend'])
    const report = shop<EvaluationReport>('evaluate', '--model', 'ease,ease:l2=5', '--split', 'ratio', '--k', '5')
    expect(report.models.map(({ name, params }) => [name, (params as { l2: number }).l2])).toEqual([
      ['ease', expect.any(Number)],
      ['ease:l2=5', 5],
    ])
    expect(report).toMatchObject({ split: 'ratio', seed: 1, people: 60, items: 20 })
    for (const { metrics } of report.models) expect(metrics['hr@5']).toEqual({ value: expect.any(Number), low: expect.any(Number), high: expect.any(Number) })
    const list = shop<RecommendAnswer>('recommend', '--user', 'u1', '-k', '3', '--explain')
    expect(list.recommendations.map(({ rank }) => rank)).toEqual([1, 2, 3])
    const why = shop<ExplanationAnswer>(
      'explain',
      '--user',
      'u1',
      '--item',
      list.recommendations[0]!.item,
      '-k',
      '3',
      '--versus',
      list.recommendations[2]!.item,
    )
    expect(why.base + why.reasons.reduce((sum, { amount }) => sum + amount, 0) + why.residual).toBeCloseTo(why.score, 9)
    expect(why.contrast?.versus).toBe(list.recommendations[2]!.item)
    const other = shop<ExplanationAnswer>('explain', '--items', 'i1,i3', '--item', 'i5', '--method', 'leave-one-out')
    expect(other.method).toBe('leave-one-out')
    expect(shop<{ models: ModelInfo[] }>('models').models.find(({ serving }) => serving)?.name).toBe('blend')
    expect(candorJson<{ ok: boolean }>('doctor', '--data', data).ok).toBe(true)
    const made = shop<{ key: string; id: string }>('keys', 'create', '--scopes', 'serve')
    expect(shop<{ keys: { id: string }[] }>('keys').keys.map(({ id }) => id)).toEqual([made.id])
    shop('keys', 'revoke', made.id)
  }, 120_000)

  it('exports what another shop imports again, event for event', () => {
    const events = shop<object[]>('export', '--what', 'events')
    expect(events).toHaveLength(480)
    shop('export', '--what', 'events', '--to', file('events.jsonl'))
    shop('export', '--what', 'items', '--to', file('items.jsonl'))
    candorJson('import', file('events.jsonl'), '--items', file('items.jsonl'), '--data', file('copy'))
    expect(candorJson('export', '--what', 'events', '--data', file('copy'))).toEqual(events)
    expect(candorJson('export', '--what', 'items', '--data', file('copy'))).toEqual(shop('export', '--what', 'items'))
  }, 60_000)

  it('forgets a person with a receipt', () => {
    expect(shop<ForgetReceipt>('forget', '--user', 'u1').events).toBe(8)
    expect(shop<{ people: number }>('data').people).toBe(59)
  }, 60_000)

  it('writes no colours where nobody sees them', () => {
    const { out, err } = candor('models', '--data', data)
    expect(`${out}${err}`).not.toContain('\u001b')
  })
})

// Windows has no signals to send: there a console's Ctrl-C arrives, and cannot be made here.
describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  it('in an import keeps what is stored, says so, and the same command goes on', async () => {
    writeFileSync(file('many.csv'), orders(15_000))
    const args = ['import', file('many.csv'), '-y', '--data', file('stopped')]
    const { code, err, after } = await interrupted(/import many\.csv/, ...args)
    expect(code).toBe(1)
    const stored = Number(/Stopped: (\d+) events of many\.csv are stored and stay/.exec(err)?.[1])
    expect(stored).toBeGreaterThan(0)
    expect(after).toBeLessThan(5000)
    const { events } = candorJson<{ events: number }>('data', '--data', file('stopped'))
    expect(events).toBe(stored)
    const rest = candorJson<{ files: ImportReport[] }>(...args)
    expect(rest.files[0]).toMatchObject({ rows: 120_000, alreadyThere: stored, stored: 120_000 - stored })
  }, 120_000)

  it('in a search keeps the finished evaluations and goes on from there', async () => {
    const args = ['tune', '--model', 'popular', '--trials', '6', '--data', file('stopped')]
    const { code, err } = await interrupted(/tune popular: trial/, ...args)
    expect(code).toBe(1)
    expect(Number(/Stopped after (\d+) evaluations of popular, which are kept/.exec(err)?.[1])).toBeGreaterThan(0)
    const report = candorJson<{ trials: { rungs: { seconds: number }[] }[] }>(...args)
    expect(report.trials).toHaveLength(6)
  }, 120_000)

  it('in training and measuring ends soon and leaves nothing half-done', async () => {
    for (const args of [
      ['train', '--model', 'ials'],
      ['evaluate', '--model', 'ials'],
    ]) {
      const { code, err, after } = await interrupted(/ials/, ...args, '--data', file('stopped'))
      expect([args[0], code]).toEqual([args[0], 1])
      expect(err).toMatch(/cancelled/)
      expect(after).toBeLessThan(8000)
    }
    expect(candorJson<{ models: ModelInfo[] }>('models', '--data', file('stopped')).models.every(({ trained }) => trained === undefined)).toBe(true)
    expect(readFileSync(join(file('stopped'), 'candor.db')).length).toBeGreaterThan(0)
  }, 120_000)
})
