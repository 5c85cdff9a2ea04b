import type { Figure } from './intervals.ts'

/** What a leaderboard needs of an evaluation's report. */
export interface Ranking {
  readonly split: string
  readonly seed: number
  readonly people: number
  readonly items: number
  readonly cases: number
  readonly models: readonly {
    readonly name: string
    readonly params: object
    readonly fitSeconds: number
    readonly metrics: Readonly<Record<string, Figure>>
  }[]
}

/**
 * A Markdown table, best model first by the first metric, every mean with its 95 % interval, and below it what is needed to get the same figures again:
 * protocol, seed, parameters. The best of each column is bold. Metrics that a model lacks are shown as –.
 */
export function leaderboard(ranking: Ranking, metrics: readonly string[] = ['ndcg@10', 'hr@10', 'mrr@10', 'coverage@10', 'novelty@10']): string {
  const value = (model: Ranking['models'][number], metric: string): number => model.metrics[metric]?.value ?? Number.NEGATIVE_INFINITY
  const sorted = [...ranking.models].sort((a, b) => value(b, metrics[0] ?? '') - value(a, metrics[0] ?? ''))
  const best = metrics.map((metric) => Math.max(...sorted.map((model) => value(model, metric))))
  const rows = sorted.map((model) => {
    const cells = metrics.map((metric, column) => cell(model.metrics[metric], value(model, metric) === best[column]))
    return `| ${[model.name, ...cells, `${model.fitSeconds.toFixed(1)} s`].join(' | ')} |`
  })
  const titles = metrics.map((metric) => metric.replace(/^[a-z]+/, (name) => (name.length <= 4 ? name.toUpperCase() : name)))
  return [
    `| ${['model', ...titles, 'fit'].join(' | ')} |`,
    `|---|${metrics.map(() => '---:|').join('')}---:|`,
    ...rows,
    '',
    `${ranking.split}, ${ranking.cases.toLocaleString('en')} cases of ${ranking.people.toLocaleString('en')} people, every one ranked against all ${ranking.items.toLocaleString('en')} items, seen items masked, ties against the target; 95 % bootstrap intervals; seed ${ranking.seed}.`,
    '',
    ...sorted.map((model) => `- \`${model.name}\` ${JSON.stringify(model.params)}`),
    '',
  ].join('\n')
}

function cell(figure: Figure | undefined, isBest: boolean): string {
  if (figure === undefined) return '–'
  const digits = Math.abs(figure.value) >= 10 ? 1 : Math.abs(figure.value) >= 1 ? 2 : 4
  const show = (value: number): string => value.toFixed(digits).replace(/^0\./, '.')
  const mean = isBest ? `**${show(figure.value)}**` : show(figure.value)
  return figure.low === figure.high ? mean : `${mean} [${show(figure.low)}, ${show(figure.high)}]`
}
