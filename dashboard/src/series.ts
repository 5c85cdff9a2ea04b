import type { TrainedModel } from '../../engine/src/service/contract.ts'

type Point = TrainedModel['curves'][number]

/** One figure of one stage, point by point. */
export interface Series {
  readonly stage: string
  readonly figure: string
  /** `epoch` where the points name their epoch, else the number of the report. */
  readonly axis: 'epoch' | 'report'
  readonly points: readonly { readonly x: number; readonly seconds: number; readonly value: number }[]
  /** Where it was best: a loss is best at its lowest, anything else at its highest. */
  readonly best: { readonly x: number; readonly value: number }
}

const fewest = 3

/** What of a training can be drawn: figures that were reported at least three times in one stage and that moved. */
export function seriesOf(curves: readonly Point[]): Series[] {
  const found = new Map<string, { stage: string; figure: string; isEpoch: boolean; points: { x: number; seconds: number; value: number }[] }>()
  for (const { stage: told, seconds, figures } of curves) {
    const { stage, epoch = figures?.epoch } = epochOf(told)
    for (const [figure, value] of Object.entries(figures ?? {})) {
      if (figure === 'epoch' || !Number.isFinite(value)) continue
      const key = `${stage}\n${figure}`
      const series = found.get(key) ?? { stage, figure, isEpoch: epoch !== undefined, points: [] }
      found.set(key, series)
      series.points.push({ x: epoch ?? series.points.length + 1, seconds, value })
    }
  }
  return [...found.values()]
    .filter(({ points }) => points.length >= fewest && points.some(({ value }) => value !== points[0]?.value))
    .map(({ stage, figure, isEpoch, points }) => ({
      stage,
      figure,
      axis: isEpoch ? ('epoch' as const) : ('report' as const),
      points,
      best: bestOf(figure, points),
    }))
}

/** Networks name each epoch as a stage of its own, `epoch 12`: together they are one. */
function epochOf(stage: string): { readonly stage: string; readonly epoch?: number } {
  const [, before, epoch] = /^(.*)\bepoch (\d+)$/.exec(stage) ?? []
  return epoch === undefined ? { stage } : { stage: `${before}epochs`, epoch: Number(epoch) }
}

function bestOf(figure: string, points: readonly { x: number; value: number }[]): { x: number; value: number } {
  const sign = /loss|error|perplexity/i.test(figure) ? -1 : 1
  const best = points.reduce((a, b) => (sign * b.value > sign * a.value ? b : a))
  return { x: best.x, value: best.value }
}

/** The last value of every figure: what the training ended with. */
export function lastFigures(curves: readonly Point[]): [figure: string, value: number][] {
  const last = new Map<string, number>()
  for (const { figures } of curves) for (const [figure, value] of Object.entries(figures ?? {})) if (figure !== 'epoch') last.set(figure, value)
  return [...last]
}

/** Seconds each stage took, in order, from the first report of it to the first of the next. */
export function stagesOf(curves: readonly Point[]): { stage: string; seconds: number }[] {
  const stages: { stage: string; from: number; to: number }[] = []
  let before = 0
  for (const { stage: told, seconds } of curves) {
    const { stage } = epochOf(told)
    const last = stages[stages.length - 1]
    if (last?.stage === stage) last.to = seconds
    else stages.push({ stage, from: before, to: seconds })
    before = seconds
  }
  return stages.map(({ stage, from, to }) => ({ stage, seconds: to - from }))
}
