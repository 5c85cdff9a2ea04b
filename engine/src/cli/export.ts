import { writeFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { type Exportable, exportables, exported, type Precision, precisions } from '../service/export.ts'
import { command, usage, withHouse } from './command.ts'

const exportCommand: Command = command('export', 'write a model, a network as .onnx, or events, products, people or the audit trail as JSON lines')
  .addOption(new Option('--what <thing>', 'what to export').choices([...exportables]).makeOptionMandatory())
  .option('--model <name>', 'with --what model or onnx: which one')
  .addOption(new Option('--precision <bits>', 'with --what onnx: how its numbers are written').choices(precisions))
  .option('--to <file>', 'where to; standard output when absent, with --json as one array')
  .action(async (options: { data: string; json: boolean; what: Exportable; model?: string; precision?: Precision; to?: string }) => {
    const { what, model, precision, to, json } = options
    if ((what === 'model' || what === 'onnx') && to === undefined) throw usage('A model is binary: name a file with --to FILE.')
    await withHouse(options, async ({ house, terminal }) => {
      if (to === undefined) {
        for await (const chunk of json ? asArray(exported(house, what)) : exported(house, what))
          if (!process.stdout.write(chunk)) await new Promise((resolve) => process.stdout.once('drain', resolve))
        return
      }
      let bytes = 0
      const counted = async function* () {
        for await (const chunk of exported(house, what, model, precision)) {
          bytes += chunk.length
          yield chunk
        }
      }
      await writeFile(to, counted())
      terminal.result({ what, file: to, bytes }, () => `${what} written to ${to} (${bytes} bytes).`)
    })
  })
export default exportCommand

/** Lines as one JSON array. */
async function* asArray(lines: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder()
  let before = '['
  for await (const line of lines) {
    yield before + decoder.decode(line).trimEnd()
    before = ',\n'
  }
  yield before === '[' ? '[]\n' : ']\n'
}
