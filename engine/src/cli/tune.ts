import type { Command } from 'commander'
import { tune } from '../service/tune.ts'
import { command, seed, wholeNumber, withHouse } from './command.ts'

const tuneCommand: Command = command('tune', 'search good parameters on validation data')
  .requiredOption('--model <name>', 'the algorithm')
  .option('--trials <n>', 'how many settings to try', wholeNumber(1, 10_000), 20)
  .option('--seed <n>', 'seed of the search', seed, 1)
  .option('--metric <name>', 'what to make large on the validation part', 'ndcg@10')
  .action(async (options: { data: string; json: boolean; model: string; trials: number; seed: number; metric: string }) => {
    await withHouse({ ...options, yielding: true }, async ({ house, terminal, signal }) => {
      const report = await tune(house, { ...options, signal, progress: terminal.progress })
      terminal.result(
        report,
        () =>
          `best of ${report.trials.length} trials: ${report.metric} ${report.best.value.toFixed(4)} on validation with ${JSON.stringify(report.best.params)}\n"candor train --model ${report.model}" uses it.`,
      )
    })
  })
export default tuneCommand
