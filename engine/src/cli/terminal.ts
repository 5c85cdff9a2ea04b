import { SingleBar } from 'cli-progress'
import pc from 'picocolors'
import type { Progress } from '../service/house.ts'
import { timeLeft } from './time-left.ts'

/** Results go to standard output, everything else to standard error, so that `--json` can be piped. */
export interface Terminal {
  readonly json: boolean
  /** A line for people, on standard error. */
  say(line: string): void
  /** The result: JSON with --json, else the text. */
  result(value: unknown, text: () => string): void
  /** A progress bar with time left on a terminal; a line every few seconds elsewhere. */
  readonly progress: (step: Progress) => void
  endProgress(): void
}

/** Milliseconds between two lines of progress where there is no terminal to draw on. */
const quietFor = 5000

export function openTerminal(json: boolean): Terminal {
  let bar: SingleBar | undefined
  let left = timeLeft()
  let lastLine = Number.NEGATIVE_INFINITY
  let lastTask = ''
  const endProgress = () => {
    bar?.stop()
    bar = undefined
    left = timeLeft()
    lastTask = ''
  }
  return {
    json,
    say: (line) => {
      endProgress()
      process.stderr.write(`${line}\n`)
    },
    result: (value, text) => {
      endProgress()
      process.stdout.write(json ? `${JSON.stringify(value, null, process.stdout.isTTY ? 2 : 0)}\n` : `${text()}\n`)
    },
    progress: ({ stage, done, note = '' }) => {
      const now = performance.now()
      const time = left(done, now)
      if (process.stderr.isTTY) {
        if (bar === undefined) {
          const format = `${noticeColours.cyan('{bar}')} {percentage} % {time} {stage} {note}`
          bar = new SingleBar({ format, stream: process.stderr, clearOnComplete: true, hideCursor: true, barsize: 24, linewrap: false })
          bar.start(1000, 0, { stage, note, time })
        }
        bar.update(Math.round(Math.min(1, done) * 1000), { stage, note, time })
        return
      }
      const task = stage.split(':', 1)[0]!
      if (task === lastTask && now - lastLine < quietFor) return
      process.stderr.write(`${stage} ${Math.round(done * 100)} %${time === '' ? '' : `, ${time}`}${note === '' ? '' : ` (${note})`}\n`)
      lastLine = now
      lastTask = task
    },
    endProgress,
  }
}

/** Colours for standard output and for standard error, each only where that is a terminal: a pipe gets none, whatever the environment (such as CI) says. */
export const colours: ReturnType<typeof pc.createColors> = coloursOf(process.stdout)
export const noticeColours: ReturnType<typeof pc.createColors> = coloursOf(process.stderr)

function coloursOf({ isTTY }: { readonly isTTY?: boolean }): ReturnType<typeof pc.createColors> {
  return pc.createColors(isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb')
}
