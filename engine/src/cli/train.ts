import type { Command } from 'commander'
import { train } from '../service/train.ts'
import { command, jsonObject, list, seed, withHouse } from './command.ts'

interface Options {
  data: string
  json: boolean
  model?: string[]
  params?: object
  seed: number
  warm: boolean
}

const trainCommand: Command = command('train', 'fit models on everything in the store')
  .option('--model <names>', 'one or several, with commas; the usual set (rules, content, blend) when absent', list)
  .option('--params <json>', 'parameters of the model, over its tuned ones or its defaults', jsonObject)
  .option('--seed <n>', 'same data, parameters and seed: the same model, bit for bit', seed, 1)
  .option('--warm', 'go on from the models in service where their algorithm can, in 15 % of the rounds (bpr: 8 %)', false)
  .action(async (options: Options) => {
    await withHouse({ ...options, yielding: true }, async ({ house, terminal, signal }) => {
      const trained = await train(house, {
        signal,
        progress: terminal.progress,
        seed: options.seed,
        warm: options.warm,
        ...(options.model === undefined ? {} : { models: options.model }),
        ...(options.params === undefined ? {} : { params: options.params }),
      })
      terminal.result({ models: trained.map(({ curves, ...model }) => ({ ...model, steps: curves.length })) }, () =>
        trained
          .map(
            (model) =>
              `${model.name}: ${model.warmFrom === undefined ? 'fitted' : 'trained on'} in ${model.fitSeconds.toFixed(1)} s on ${model.entries} entries of ${model.people} people and ${model.items} items (${(model.bytes / 1e6).toFixed(1)} MB)`,
          )
          .join('\n'),
      )
    })
  })
export default trainCommand
