import type { FitContext } from './model.ts'

/** The context for one stage of a fit: what the stage reports from 0 to 1 is passed on as the share `from` to `to` of the whole, so that progress never goes back. */
export function within(ctx: FitContext, from: number, to: number): FitContext {
  const { progress } = ctx
  return progress === undefined ? ctx : { ...ctx, progress: (step) => progress({ ...step, done: from + (to - from) * step.done }) }
}
