import { writeFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { type Exportable, exportables, exported } from '../service/export.ts'
import { command, usage, withHouse } from './command.ts'

const exportCommand: Command = command('export', 'write a model, a network as .onnx, the events or the audit trail to a file')
  .addOption(new Option('--what <thing>', 'what to export').choices([...exportables]).makeOptionMandatory())
  .option('--model <name>', 'with --what model or onnx: which one')
  .addOption(new Option('--precision <bits>', 'with --what onnx: how its numbers are written').choices(['float32', 'float16', 'int8']))
  .option('--to <file>', 'where to; standard output when absent')
  .action(async (options: { data: string; json: boolean; what: Exportable; model?: string; precision?: 'float32' | 'float16' | 'int8'; to?: string }) => {
    if ((options.what === 'model' || options.what === 'onnx') && options.to === undefined) throw usage('A model is binary: name a file with --to FILE.')
    await withHouse(options, async ({ house, terminal }) => {
      if (options.to === undefined) {
        for await (const chunk of exported(house, options.what, options.model, options.precision))
          if (!process.stdout.write(chunk)) await new Promise((resolve) => process.stdout.once('drain', resolve))
        return
      }
      let bytes = 0
      const counted = async function* () {
        for await (const chunk of exported(house, options.what, options.model, options.precision)) {
          bytes += chunk.length
          yield chunk
        }
      }
      await writeFile(options.to, counted())
      terminal.result({ what: options.what, file: options.to, bytes }, () => `${options.what} written to ${options.to} (${bytes} bytes).`)
    })
  })
export default exportCommand
