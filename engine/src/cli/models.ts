import type { Command } from 'commander'
import { modelList, serveWith } from '../service/models.ts'
import { Serving } from '../service/serving.ts'
import { command, withHouse } from './command.ts'
import { colours } from './terminal.ts'

const modelsCommand: Command = command('models', 'the algorithms, and which are trained')
  .option('--serve <name>', 'let this trained model answer requests that name none')
  .action(async (options: { data: string; json: boolean; serve?: string }) => {
    await withHouse(options, async ({ house, terminal }) => {
      const serving = new Serving(house)
      if (options.serve !== undefined) await serveWith(serving, options.serve)
      const models = modelList(serving)
      terminal.result({ models }, () =>
        models
          .map(({ name, summary, trained, serving: serves }) => {
            const state =
              trained === undefined
                ? colours.dim('not trained')
                : `${serves ? colours.green('serving') : 'trained'} ${new Date(trained.at).toISOString().slice(0, 16)}, ${(trained.bytes / 1e6).toFixed(1)} MB`
            return `${colours.bold(name.padEnd(14))} ${state}\n${' '.repeat(15)}${summary}`
          })
          .join('\n'),
      )
    })
  })
export default modelsCommand
