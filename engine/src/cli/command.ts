import { existsSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { Command, InvalidArgumentError, Option } from 'commander'
import { CandorError } from '../errors.ts'
import { openHouse } from '../open.ts'
import type { House, Log } from '../service/house.ts'
import { openTerminal, type Terminal } from './terminal.ts'

/** What a command's action works with. */
export interface Run {
  readonly house: House
  readonly terminal: Terminal
  /** Fires on Ctrl-C: work stops at the next step and nothing half-done is kept. */
  readonly signal: AbortSignal
}

/** A command with the options every command has. */
export function command(name: string, summary: string): Command {
  return new Command(name)
    .summary(summary)
    .description(summary)
    .option('--data <dir>', 'the data folder of the shop', process.env.CANDOR_DATA ?? '.candor')
    .option('--json', 'one JSON document on standard output, everything else on standard error', false)
    .showHelpAfterError('Add --help for the options.')
}

const quiet: Log = {
  info: () => undefined,
  warn: (facts, message) => process.stderr.write(`${message} ${JSON.stringify(facts)}\n`),
  error: (facts, message) => process.stderr.write(`${message} ${JSON.stringify(facts)}\n`),
}

/**
 * Opens the data folder, runs the work, closes it again whatever happens; Ctrl-C cancels cleanly, a second Ctrl-C ends at once. Only with `make` is a folder
 * made that is not there: everywhere else it is a typing error. With `yielding` the process, and every thread it makes from here on, gives way to others, such as a server that answers people meanwhile. Throws `file.missing`.
 */
export async function withHouse(
  options: { data: string; json: boolean; make?: boolean; yielding?: boolean },
  work: (run: Run) => Promise<void>,
): Promise<void> {
  if (options.make !== true && !existsSync(options.data)) {
    throw new CandorError('file.missing', `There is no data folder "${options.data}". "candor import FILE" or "candor start" makes one; --data names another.`)
  }
  if (options.yielding === true) giveWay()
  const terminal = openTerminal(options.json)
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(130)
    terminal.say('Stopping; press Ctrl-C again to end at once.')
    controller.abort(new Error('interrupted'))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  const house = await openHouse(options.data, { log: quiet })
  try {
    await work({ house, terminal, signal: controller.signal })
  } finally {
    terminal.endProgress()
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
    await house.store.close()
  }
}

function giveWay(): void {
  try {
    setPriority(constants.priority.PRIORITY_LOW)
  } catch {
    // Some containers forbid it; the work is the same, its neighbours only slower.
  }
}

export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < min || value > max) throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
    return value
  }
}

/** A seed: the same one, the same result. */
export const seed: (text: string) => number = wholeNumber(0, 4_294_967_295)

export function list(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}

export function jsonObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // falls through to the message
  }
  throw new InvalidArgumentError('It must be a JSON object such as \'{"l2": 50}\'.')
}

export function modelOption(help: string): Option {
  return new Option('--model <name>', help)
}

export function usage(message: string): CandorError {
  return new CandorError('usage', message)
}
