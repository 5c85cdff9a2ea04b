import type { Figures } from './http/metrics.ts'

/** What the first process of a server is told where it starts serving ones. */
export interface ServeTask {
  readonly folder: string
  readonly port: number
  readonly host: string
}

/** From a serving process to the first one. */
export type FromWorker =
  | { readonly kind: 'up'; readonly url: string; readonly lines: readonly string[] }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  /** Wants the figures of all. */
  | { readonly kind: 'ask'; readonly id: number }
  | { readonly kind: 'figures'; readonly id: number; readonly figures: Figures }
  /** So many connections asked something since it was last wanted; an answer to the `count` of that round. */
  | { readonly kind: 'asking'; readonly round: number; readonly connections: number }

/** From the first process to a serving one. */
export type ToWorker =
  /** Finish the requests under way and end. */
  | { readonly kind: 'close' }
  /** Tell your figures. */
  | { readonly kind: 'tell'; readonly id: number }
  /** The figures of all, for the `ask` of that id. */
  | { readonly kind: 'all'; readonly id: number; readonly figures: readonly Figures[] }
  /** Tell how many connections ask. */
  | { readonly kind: 'count'; readonly round: number }
  /** Close so many of them with their next answer: others have fewer. */
  | { readonly kind: 'let-go'; readonly connections: number }
