import type { Command } from 'commander'
import type { DataQuality } from '../service/contract.ts'
import { qualityReport } from '../service/quality.ts'
import { command, jsonObject, withHouse } from './command.ts'

const cleanCommand: Command = command('clean', 'show the data-quality report: what cleaning finds, before and after')
  .option('--steps <json>', 'steps to switch or set, e.g. {"bots": false, "k-core": {"people": 5, "items": 5}}; kept for the next training', jsonObject)
  .action(async (options: { data: string; json: boolean; steps?: object }) => {
    await withHouse(options, async ({ house, terminal }) => {
      const report = await qualityReport(house, options.steps as Record<string, boolean | object> | undefined)
      terminal.result(report, () => page(report))
    })
  })
export default cleanCommand

function page(report: DataQuality): string {
  const steps = report.steps.map(
    (step) => `  ${step.on ? '✔' : '·'} ${step.name.padEnd(18)} ${step.on ? `${step.removed} events out, ${step.changed} changed` : 'off'}   ${step.summary}`,
  )
  return [
    `${report.before.events} events of ${report.before.people} people on ${report.before.items} items → ${report.after.events} of ${report.after.people} on ${report.after.items}`,
    ...steps,
  ].join('\n')
}
