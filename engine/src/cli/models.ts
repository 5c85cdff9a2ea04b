import type { Command } from 'commander'
import { modelList, serveWith } from '../service/models.ts'
import { Serving } from '../service/serving.ts'
import { rollBack } from '../service/versions.ts'
import { command, usage, withHouse } from './command.ts'
import { colours } from './terminal.ts'

const modelsCommand: Command = command('models', 'the algorithms, and which are trained')
  .option('--serve <name>', 'let this trained model answer requests that name none')
  .option('--rollback <name>', 'put the version before the one in service back into service')
  .option('--to <time>', 'with --rollback: the version trained at this time, as listed', time)
  .action(async (options: { data: string; json: boolean; serve?: string; rollback?: string; to?: number }) => {
    if (options.to !== undefined && options.rollback === undefined) throw usage('--to belongs to --rollback: name the model to roll back.')
    await withHouse(options, async ({ house, terminal }) => {
      const serving = new Serving(house)
      if (options.serve !== undefined) await serveWith(serving, options.serve)
      if (options.rollback !== undefined) await rollBack(house, options.rollback, options.to)
      const models = modelList(serving)
      terminal.result({ models }, () =>
        models
          .map(({ name, summary, trained, versions = [], serving: serves }) => {
            const state =
              trained === undefined
                ? colours.dim('not trained')
                : `${serves ? colours.green('serving') : 'trained'} ${new Date(trained.at).toISOString().slice(0, 16)}, ${(trained.bytes / 1e6).toFixed(1)} MB`
            const older = versions.map(
              ({ at, inService, bytes }) =>
                `\n${indent}version ${new Date(at).toISOString()}, ${(bytes / 1e6).toFixed(1)} MB${inService ? ', in service' : ''}`,
            )
            return `${colours.bold(name.padEnd(14))} ${state}\n${indent}${summary}${older.join('')}`
          })
          .join('\n'),
      )
    })
  })
export default modelsCommand

const indent = ' '.repeat(15)

function time(text: string): number {
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  if (!Number.isFinite(at)) throw usage(`--to is "${text}"; give the time of a version as "candor models" lists it.`)
  return at
}
