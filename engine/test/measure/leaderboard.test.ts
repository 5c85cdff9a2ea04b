import { describe, expect, it } from 'vitest'
import { leaderboard } from '../../src/measure/index.ts'

const figure = (value: number, width = 0) => ({ value, low: value - width, high: value + width })

describe('leaderboard', () => {
  it('sorts by the first metric, marks the best of each column, and says how to get the figures again', () => {
    const table = leaderboard(
      {
        split: 'leave-one-out',
        seed: 4,
        people: 22363,
        items: 12101,
        cases: 22000,
        models: [
          { name: 'popular', params: { halfLifeDays: 0 }, fitSeconds: 0.04, metrics: { 'hr@10': figure(0.0115, 0.001), 'coverage@10': figure(0.9) } },
          { name: 'ease', params: { l2: 100 }, fitSeconds: 12.3, metrics: { 'hr@10': figure(0.0773, 0.003) } },
        ],
      },
      ['hr@10', 'coverage@10'],
    )
    const lines = table.split('\n')
    expect(lines[0]).toBe('| model | HR@10 | coverage@10 | fit |')
    expect(lines[2]).toBe('| ease | **.0773** [.0743, .0803] | – | 12.3 s |')
    expect(lines[3]).toBe('| popular | .0115 [.0105, .0125] | **.9000** | 0.0 s |')
    expect(table).toContain('22,000 cases of 22,363 people, every one ranked against all 12,101 items')
    expect(table).toContain('seed 4')
    expect(table).toContain('- `ease` {"l2":100}')
  })
})
