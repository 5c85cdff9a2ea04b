import type { Command } from 'commander'
import type { DriftFigure, DriftReport } from '../service/contract.ts'
import { drift } from '../service/drift.ts'
import { Serving } from '../service/serving.ts'
import { command, withHouse } from './command.ts'
import { colours } from './terminal.ts'

const driftCommand: Command = command('drift', 'what has changed since the serving model learned').action(async (options: { data: string; json: boolean }) => {
  await withHouse(options, async ({ house, terminal }) => {
    const report = await drift(new Serving(house))
    terminal.result(report, () => text(report))
  })
})
export default driftCommand

const advice: Readonly<Record<DriftReport['state'], string>> = {
  'too-few': 'Too little has happened since to tell.',
  stable: 'Nothing to do.',
  watch: 'Something moved: look at it, and train again soon.',
  drifted: 'Much has changed: train again with "candor train".',
}

function text(report: DriftReport): string {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
  const state = { 'too-few': colours.dim, stable: colours.green, watch: colours.yellow, drifted: colours.red }[report.state]
  const figures = [...report.inputs, ...(report.scores === undefined ? [] : [report.scores])]
  const line = ({ name, index, state: own }: DriftFigure): string => `  ${name.padEnd(12)} ${index.toFixed(3)}  ${own}`
  return [
    `${report.model} learned from events until ${day(report.until)}: ${report.events.reference.toLocaleString('en')} then, ${report.events.recent.toLocaleString('en')} since. ${state(report.state)}`,
    ...(figures.length > 0 ? ['population stability index (below .1 stable, above .25 drifted)', ...figures.map(line)] : []),
    ...(report.metrics.length > 0 ? ['NDCG@10 of what people did next'] : []),
    ...report.metrics.map(
      ({ from, to, cases, value, low, high }) => `  ${day(from)} to ${day(to)}  ${value.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]  ${cases} people`,
    ),
    advice[report.state],
  ].join('\n')
}
