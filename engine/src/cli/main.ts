import { createRequire } from 'node:module'
import { Command, CommanderError } from 'commander'
import { CandorError } from '../errors.ts'
import { noticeColours } from './terminal.ts'

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string }

/** Commands load only when called: `candor --help` costs no model. */
const commands = {
  start: 'make a demo shop if there is no data, then serve API, dashboard and storefront',
  import: 'read files of events, products or people into the store',
  clean: 'show the data-quality report: what cleaning finds, before and after',
  train: 'fit models on everything in the store',
  tune: 'search good parameters on validation data',
  evaluate: 'measure models by full ranking on held-out data',
  recommend: 'a list for a person or a history',
  explain: 'why an item is recommended, with proof',
  serve: 'serve the HTTP API and the pages',
  forget: 'erase a person',
  models: 'the algorithms, and which are trained',
  drift: 'what has changed since the serving model learned',
  data: 'what is in the store',
  export: 'write a model, the events or the audit trail to a file',
  bench: 'measure speed on this machine',
  doctor: 'check the installation and the data folder',
  keys: 'make, list and revoke API keys',
} as const

export async function main(args: readonly string[]): Promise<number> {
  const program = new Command('candor')
    .description('The recommendation engine that can say why, and prove it.')
    .version(version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('See candor --help.')
  const names = args.filter((arg) => !arg.startsWith('-'))
  const wanted = names[0] === 'help' ? names[1] : names[0]
  for (const [name, summary] of Object.entries(commands)) {
    if (name === wanted) program.addCommand(((await import(`./${name}.js`)) as { default: Command }).default.exitOverride())
    else program.command(name).summary(summary).description(summary)
  }
  try {
    await program.parseAsync(args, { from: 'user' })
    return typeof process.exitCode === 'number' ? process.exitCode : 0
  } catch (error) {
    return report(error, args.includes('--json'))
  }
}

function report(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0
    if (json) writeError('usage', error.message.replace(/^error: /, ''))
    return 2
  }
  const known = error instanceof CandorError
  const code = known ? error.code : 'internal'
  const message = error instanceof Error ? error.message : String(error)
  if (json) writeError(code, message, known ? error.details : undefined)
  process.stderr.write(`${noticeColours.red('error')} ${message}${known ? ` ${noticeColours.dim(`(${code})`)}` : ''}\n`)
  if (!known && process.env.CANDOR_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  return known ? error.exit : 1
}

function writeError(code: string, message: string, details?: object): void {
  process.stdout.write(`${JSON.stringify({ error: { code, message, ...(details === undefined ? {} : { details }) } })}\n`)
}
