import { type Command, InvalidArgumentError } from 'commander'
import { type SplitName, splitNames } from '../data/split/split.ts'
import type { EvaluatedModel, EvaluationReport } from '../service/contract.ts'
import { evaluate } from '../service/evaluate.ts'
import { command, jsonObject, list, seed, usage, wholeNumber, withHouse } from './command.ts'

interface Options {
  data: string
  json: boolean
  model?: string[]
  params?: object
  split: SplitName
  k: number[]
  seed: number
  groupBy?: string
  validation: boolean
}

const evaluateCommand: Command = command('evaluate', 'measure models by full ranking on held-out data')
  .option('--model <names>', 'one or several, with commas, each perhaps with settings (ease:l2=500), or all; the usual table when absent', list)
  .option('--params <json>', 'parameters, with one model', jsonObject)
  .option('--split <name>', `one of ${splitNames.join(', ')}`, 'leave-one-out')
  .option('--k <list>', 'list lengths', lengths, [5, 10, 20])
  .option('--seed <n>', 'seed of fits, folds and bootstrap', seed, 1)
  .option('--group-by <attribute>', 'figures for each group of people as well')
  .option('--validation', 'measure on the validation part, for choosing', false)
  .action(async (options: Options) => {
    if (!splitNames.includes(options.split)) throw usage(`--split is "${options.split}"; it must be one of ${splitNames.join(', ')}.`)
    await withHouse({ ...options, yielding: true }, async ({ house, terminal, signal }) => {
      const { model, params, split, k, seed, groupBy, validation } = options
      const report = await evaluate(house, {
        split,
        k,
        seed,
        validation,
        signal,
        progress: terminal.progress,
        ...(model === undefined ? {} : { models: model }),
        ...(params === undefined ? {} : { params }),
        ...(groupBy === undefined ? {} : { groupBy }),
      })
      if (split === 'time' && report.cases * 10 < report.people) {
        terminal.say(
          `Only ${report.cases} of ${report.people} people were there before the moment of the split. --split users measures people never seen in training.`,
        )
      }
      terminal.result(report, () => table(report, Math.max(...k.filter((length) => length <= 10), Math.min(...k))))
    })
  })
export default evaluateCommand

function lengths(text: string): number[] {
  const parse = wholeNumber(1, 1000)
  const found = list(text).map(parse)
  if (found.length === 0) throw new InvalidArgumentError('Name at least one length, such as 5,10,20.')
  return [...new Set(found)]
}

function table(report: EvaluationReport, k: number): string {
  const names = ['hr', 'ndcg', 'mrr', 'coverage', 'novelty', 'arp', 'gini'].map((name) => `${name}@${k}`)
  const columns = names.filter((name) => report.models.some((model) => model.metrics[name] !== undefined))
  const head = ['model', ...columns, 'fit s', 'list ms', 'MB']
  const cellsOf = (metrics: EvaluatedModel['metrics']): string[] =>
    columns.map((name) => {
      const figure = metrics[name]
      if (figure === undefined) return ''
      // Intervals of accuracy, for which a model is chosen; the others are in the JSON. Figures of all lists together have none.
      const interval = figure.low === figure.high || !/^(hr|ndcg)@/.test(name) ? '' : ` [${figure.low.toFixed(4)}, ${figure.high.toFixed(4)}]`
      return `${Math.abs(figure.value) >= 1 ? figure.value.toPrecision(4) : figure.value.toFixed(4)}${interval}`
    })
  const rows = report.models.flatMap((model) => [
    [model.name, ...cellsOf(model.metrics), model.fitSeconds.toFixed(1), model.listMilliseconds?.toFixed(2) ?? '', (model.bytes / 1e6).toFixed(1)],
    ...Object.entries(model.groups ?? {}).flatMap(([attribute, groups]) =>
      Object.entries(groups).map(([group, { people, metrics }]) => [`  ${attribute} ${group} (${people})`, ...cellsOf(metrics), '', '', '']),
    ),
  ])
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)))
  const line = (cells: readonly string[]) => cells.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')
  return [
    `${report.split}, full ranking, ${report.cases} cases of ${report.people} people over ${report.items} items, seed ${report.seed}, 95 % bootstrap intervals`,
    line(head),
    ...rows.map(line),
  ].join('\n')
}
