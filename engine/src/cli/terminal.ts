import { SingleBar } from 'cli-progress'
import pc from 'picocolors'
import type { Progress } from '../service/house.ts'

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

export function openTerminal(json: boolean): Terminal {
  let bar: SingleBar | undefined
  let lastLine = 0
  let lastStage = ''
  let begun = 0
  const endProgress = () => {
    bar?.stop()
    bar = undefined
    lastStage = ''
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
    progress: ({ stage, done, note }) => {
      const now = performance.now()
      if (stage !== lastStage) begun = now
      if (process.stderr.isTTY) {
        bar ??= new SingleBar({
          format: `${pc.cyan('{bar}')} {percentage}% {eta_formatted} left  {stage} {note}`,
          stream: process.stderr,
          clearOnComplete: true,
          hideCursor: true,
          barsize: 24,
        })
        if (lastStage === '') bar.start(1000, 0, { stage, note: '' })
        bar.update(Math.round(Math.min(1, done) * 1000), { stage, note: note ?? '' })
      } else if (stage !== lastStage || now - lastLine > 5000) {
        const left = done > 0.02 ? `, about ${Math.ceil(((now - begun) / 1000) * (1 / done - 1))} s left` : ''
        process.stderr.write(`${stage} ${Math.round(done * 100)} %${stage === lastStage ? left : ''}${note ? ` (${note})` : ''}\n`)
        lastLine = now
      }
      lastStage = stage
    },
    endProgress,
  }
}

export { pc as colours }
