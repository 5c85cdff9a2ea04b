import type { Case } from '../data/case.ts'
import type { Product } from '../data/catalogue.ts'
import type { Ids } from '../data/ids.ts'
import type { History, Interactions } from '../data/interactions.ts'
import type { Precision } from '../nn/index.ts'
import type { CheckpointPlace } from '../nn/thread.ts'
import type { Schema } from './params.ts'

export type { Case } from '../data/case.ts'

/** A recipe. Same data, params and seed in: the same model out, bit for bit. */
export interface Algorithm<P extends object = object> {
  readonly name: string
  /** Citation with arXiv id or DOI where there is one. */
  readonly paper: string
  /** One sentence for `candor models` and the dashboard. */
  readonly summary: string
  readonly params: Schema<P>
  /** `params` is whole and checked (see `parseParams`). */
  fit(data: Interactions, params: P, ctx: FitContext): Promise<Model>
  /** Throws `model.corrupt` or `model.version`. */
  load(bytes: Uint8Array): Promise<Model>

  /** True where the model is made of a file that a parameter must name: it is left out where all algorithms are asked for. */
  readonly byFile?: boolean
  /** True where `fit` goes on from `ctx.warm`; the others solve in one go and take the same time either way. */
  readonly warm?: boolean
}

export interface FitContext {
  readonly seed: number
  readonly signal?: AbortSignal
  /** `done` runs from 0 to 1; `stage` names what is going on; `figures` are points of training curves. */
  readonly progress?: (step: { readonly stage: string; readonly done: number; readonly figures?: Readonly<Record<string, number>> }) => void
  /** Held-out cases for early stopping; never the test cases. */
  readonly validation?: readonly Case[]
  /** This algorithm's model of an earlier state of the data, fitted with the same parameters: training goes on from it, with fewer rounds (see `warm.ts`). */
  readonly warm?: Model
  /** Where a long training keeps its state, to go on from after the process died. Algorithms that fit in moments need none. */
  readonly checkpoint?: CheckpointPlace
}

/** Always fitted, never mutated. Knows people only through their history. */
export interface Model {
  /** The name of its algorithm. */
  readonly name: string
  readonly items: Ids
  /** Scores every item for a batch of histories into `out` [histories × items], row-major. Higher is better. −Infinity: never recommend. */
  score(histories: readonly History[], out: Float32Array): Promise<void>
  /** One buffer: magic, version, shapes, arrays (see `buffer.ts`): the form for disk, database, worker and network alike. */
  save(): Uint8Array

  // Capabilities: present only where true. Callers ask for the capability, never for a name.

  /** The score taken apart, exactly: score = base + Σ amounts + Σ others, summed in f64. */
  terms?(history: History, item: number): Terms
  /** True where taking one history entry away takes its amount away and changes nothing else. */
  readonly additive?: boolean
  /**
   * How much each entry counts [entries], where score(item) = base(item) + Σ over entries of entryWeights[e] · unit(e, item) and unit depends on the entry and the
   * item alone. Taking away an entry of weight 0 must change no other weight. With it, minimal counterfactuals are found without re-scoring the catalogue.
   */
  entryWeights?(history: History): Float64Array
  /**
   * With `entryWeights`: unit(e, ·) of an entry with this item, so that score = base + Σ over entries of entryWeights[e] · unit(e, ·), summed in f64, base being the score of an empty history.
   * `room` [items] is for a unit that touches most items; a sparse one may be a view of the model's own arrays. With it, many reduced histories are scored for little more than one.
   * All values times `scale`, 1 where it is not given.
   */
  unit?(item: number, room: Float64Array, scale?: number): Unit
  /** What ties two items together, strongest first: facts a sentence may cite. */
  links?(from: number, to: number): readonly Link[]
  /** A model that also knows these products (new ones appended to `items`, order kept); this one stays as it is. */
  admit?(products: readonly Product[]): Model
  /** The network as a standard .onnx file with the items' own ids in its metadata, for other runtimes; float16, int8 and int6 take about half, a quarter and a fifth of the bytes. */
  onnx?(precision?: Precision): Uint8Array
  /** Scores every item for a typed query into `out` [items]; 0 where nothing matches. */
  search?(query: string, out: Float32Array): void
}

export interface Terms {
  readonly score: number
  /** The constant part that nothing below explains. */
  readonly base: number
  /** What each history entry adds [entries]. */
  readonly amounts: Float64Array
  /** Parts that no history entry causes, each named. */
  readonly others: readonly Other[]
}

export interface Other {
  readonly kind: 'popularity' | 'attribute' | 'text' | 'rule' | 'social'
  /** What it is, for people: a category, a brand, "all shoppers". */
  readonly name: string
  readonly amount: number
}

/** What one entry of weight 1 adds to the scores. */
export interface Unit {
  /** The items it touches, ascending; absent where `values` holds one value for every item. */
  readonly items?: Int32Array
  readonly values: Float64Array | Float32Array
}

/** A checkable fact that ties item `from` to item `to`. */
export interface Link {
  readonly kind: 'brand' | 'seller' | 'category' | 'attribute' | 'words' | 'bought-together'
  /** The shared brand, category, words … */
  readonly name: string
  /** Strength in the model's own unit, for ordering. */
  readonly amount: number
  /** With `bought-together`: how many different people; shown only above the k-anonymity threshold. */
  readonly people?: number
}
