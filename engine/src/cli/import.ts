import { readFileSync } from 'node:fs'
import { confirm, isCancel } from '@clack/prompts'
import type { Command } from 'commander'
import type { FormatName } from '../data/formats/format.ts'
import { formatNames } from '../data/formats/format.ts'
import { openImport } from '../data/import.ts'
import type { Mapping } from '../data/mapping.ts'
import { parseMapping } from '../data/mapping-check.ts'
import { CandorError } from '../errors.ts'
import type { ImportReport } from '../service/contract.ts'
import { importFile } from '../service/import.ts'
import { command, usage, withHouse } from './command.ts'
import { colours } from './terminal.ts'

interface Options {
  data: string
  json: boolean
  format: FormatName | 'auto'
  mapping?: string
  items?: string[]
  people?: string[]
  yes: boolean
}

const importCommand: Command = command('import', 'read files of events, products or people into the store')
  .argument('[files...]', 'files of events: CSV, JSONL, Parquet, RecBole, sequences or GA4 export, also .gz and .br')
  .option('--format <name>', `auto or one of ${formatNames.join(', ')}`, 'auto')
  .option('--mapping <file>', 'JSON file that says which column is what, or the name of a known mapping (see docs/data.md)')
  .option('--items <files...>', 'files of products')
  .option('--people <files...>', 'files of people')
  .option('-y, --yes', 'take a guessed mapping without asking', false)
  .action(async (files: string[], options: Options) => {
    const jobs = [
      ...(options.people ?? []).map((file) => ({ file, role: 'people' as const })),
      ...(options.items ?? []).map((file) => ({ file, role: 'items' as const })),
      ...files.map((file) => ({ file, role: 'events' as const })),
    ]
    if (jobs.length === 0) throw usage('Name at least one file: candor import FILE…')
    if (options.format !== 'auto' && !formatNames.includes(options.format))
      throw usage(`--format is "${options.format}"; it must be auto or one of ${formatNames.join(', ')}.`)
    const given = options.mapping === undefined ? undefined : readMapping(options.mapping)
    await withHouse({ ...options, make: true }, async ({ house, terminal, signal }) => {
      const reports: ImportReport[] = []
      for (const { file, role } of jobs) {
        const format = role === 'events' ? options.format : 'auto'
        const mapping = role === 'events' || files.length === 0 ? given : undefined
        const shared = { format, ...(role === 'events' ? {} : { role }), ...(mapping === undefined ? {} : { mapping }) }
        if (mapping === undefined) await confirmGuess(file, shared, terminal, options.yes)
        const report = await importFile(house, file, { ...shared, signal, progress: terminal.progress })
        terminal.say(describe(report))
        reports.push(report)
      }
      terminal.result({ files: reports }, () => `${house.store.counts().events} events, ${house.store.counts().items} items are in ${options.data}.`)
    })
  })
export default importCommand

/** Shows a guessed mapping; on a terminal it is used only when confirmed. */
async function confirmGuess(file: string, options: object, terminal: { json: boolean; say(line: string): void }, yes: boolean): Promise<void> {
  const { guess } = await openImport(file, options)
  if (guess === undefined) return
  terminal.say(`${colours.bold(file)}: no mapping was given. This is how it would be read:\n${guess.lines.map((line) => `  ${line}`).join('\n')}`)
  if (yes || terminal.json || !process.stdin.isTTY) return
  const answer = await confirm({ message: 'Read the file this way?' })
  if (isCancel(answer) || !answer) throw new CandorError('cancelled', 'Nothing was imported. Write a mapping file (docs/data.md) and name it with --mapping.')
}

function readMapping(source: string): Mapping | string {
  if (!source.endsWith('.json')) return source
  let text: string
  try {
    text = readFileSync(source, 'utf8')
  } catch (cause) {
    throw new CandorError('file.missing', `The mapping file "${source}" cannot be read: ${(cause as Error).message}`, { cause })
  }
  return parseMapping(text, source)
}

function describe(report: ImportReport): string {
  const lines = [
    `${colours.bold(report.file)} ${report.rows} rows in ${report.seconds.toFixed(1)} s: ${colours.green(`${report.accepted} accepted`)}, ${report.rejected} rejected, ${report.duplicates} duplicates`,
    `  ${report.stored} events stored, ${report.alreadyThere} were there already; ${report.products} products, ${report.people} people`,
  ]
  if (report.returns.matched + report.returns.unmatched > 0)
    lines.push(`  returns: ${report.returns.matched} matched to their purchase, ${report.returns.unmatched} without one`)
  for (const [reason, count] of Object.entries(report.reasons)) lines.push(`  ${colours.yellow(String(count))} rejected: ${reason}`)
  if (report.rejectFile !== undefined) lines.push(`  each rejected row, with its line and reason: ${report.rejectFile}`)
  return lines.join('\n')
}
