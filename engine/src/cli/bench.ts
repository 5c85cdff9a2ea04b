import type { Command } from 'commander'
import { Serving } from '../service/serving.ts'
import { timeLists } from '../service/stopwatch.ts'
import { command, wholeNumber, withHouse } from './command.ts'

const benchCommand: Command = command('bench', 'measure speed on this machine, with the data and models of the data folder')
  .option('--requests <n>', 'how many lists to time', wholeNumber(10, 100_000), 300)
  .action(async (options: { data: string; json: boolean; requests: number }) => {
    await withHouse(options, async ({ house, terminal }) => {
      const serving = new Serving(house)
      const timings = await timeLists(serving, { requests: options.requests })
      terminal.result({ model: serving.defaultModel() ?? 'rules', items: house.store.counts().items, timings }, () =>
        timings
          .map(
            ({ what, p50, p95, p99, perSecond }) =>
              `${what.padEnd(24)} p50 ${p50.toFixed(2)} ms  p95 ${p95.toFixed(2)} ms  p99 ${p99.toFixed(2)} ms  ${perSecond.toFixed(0)} a second, one at a time`,
          )
          .join('\n'),
      )
    })
  })
export default benchCommand
