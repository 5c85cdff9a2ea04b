import type { Product } from '../data/catalogue.ts'
import type { EventName, ShopEvent } from '../data/events.ts'
import type { Fates } from '../data/fates.ts'

export type { TrainingRun } from './training-run.ts'

/** Where a list is shown. */
export const scenes = ['home', 'product', 'cart', 'search', 'new', 'email'] as const
export type Scene = (typeof scenes)[number]

/** One entry of a history given in a request: an item id, or an item with its event and time. */
export type HistoryInput = string | { readonly item: string; readonly event?: EventName; readonly at?: number | string }

export interface Filters {
  /** Any step of the category path. */
  readonly category?: string
  readonly brand?: string
  readonly seller?: string
  /** Bounds of the price, inclusive. */
  readonly minPrice?: number
  readonly maxPrice?: number
  readonly tags?: readonly string[]
}

export interface RecommendRequest {
  readonly user?: string
  readonly session?: string
  /** In place of a stored history; oldest first. */
  readonly history?: readonly HistoryInput[]
  readonly scene?: Scene
  /** 1 to 200; 10 when absent. */
  readonly k?: number
  readonly explain?: boolean
  readonly filters?: Filters
  /** Items that must not come. */
  readonly exclude?: readonly string[]
  /** false: nothing of the person's past is used. */
  readonly profiling?: boolean
  /** The items on the page: the product looked at, or the cart. */
  readonly items?: readonly string[]
  /** What was typed, with scene `search`. */
  readonly query?: string
  /** Titles in this language where the catalogue has them: 'en' or 'zh'. */
  readonly locale?: string
  readonly model?: string
  /** Recommend what the person already bought or saw too. */
  readonly repeats?: boolean
}

export interface RecommendAnswer {
  /** Ties later clicks to this list: events name it in `context.request`. */
  readonly request: string
  readonly model: string
  readonly scene: Scene
  /** Whether anything of the person's past was used. */
  readonly profiling: boolean
  readonly recommendations: readonly Recommendation[]
}

export interface Recommendation {
  readonly item: string
  readonly score: number
  readonly rank: number
  readonly product?: Product
  readonly explanation?: ExplanationAnswer
}

export interface ExplainRequest extends RecommendRequest {
  /** The item to explain. */
  readonly item: string
  /** Explainer by name; the model's exact one when absent. */
  readonly method?: string
  /** Why `item` rather than this one. */
  readonly versus?: string
  /** "Without these you would see …": history items to take away. */
  readonly without?: readonly string[]
}

export interface ReasonAnswer {
  readonly kind: 'history' | 'attribute' | 'text' | 'social' | 'popularity' | 'rule' | 'rerank' | 'others'
  /** With `history`: the item of the past. Absent where it is sensitive. */
  readonly item?: string
  /** With `history`: id of the strongest of the person's events with that item. */
  readonly event?: string
  /** With `history`: ids of all of the person's events with that item: removing them removes the reason. */
  readonly events?: readonly string[]
  /** What it is, for people. */
  readonly name?: string
  readonly amount: number
  /** |amount| over the sum of all |amount|, 0 to 1. */
  readonly share: number
}

export interface ProofAnswer {
  /** Items whose removal from the history takes the item off the list. */
  readonly without: readonly string[]
  readonly rankBefore: number
  readonly rankAfter: number
  /** Shown by exhaustive search to be the smallest such set. */
  readonly minimal: boolean
  /** The item that comes onto the list instead. */
  readonly instead?: string
}

export interface ExplanationAnswer {
  readonly item: string
  readonly model: string
  readonly method: string
  readonly score: number
  readonly base: number
  readonly residual: number
  /** base + Σ amount + residual = score. */
  readonly reasons: readonly ReasonAnswer[]
  readonly proof?: ProofAnswer
  readonly text: { readonly en: string; readonly zh: string }
  /** "Without …, this would not be here": the proof in words, where there is one. */
  readonly proofText?: { readonly en: string; readonly zh: string }
  /** "You would see … instead". */
  readonly insteadText?: { readonly en: string; readonly zh: string }
  /** What ties the past to the item, one checked fact a sentence: a shared brand, bought together by enough people. */
  readonly links?: readonly { readonly en: string; readonly zh: string }[]
  /** Short forms for a chip. */
  readonly chip?: { readonly en: string; readonly zh: string }
  /** With `versus`: per history item, what speaks for `item` (positive) or for the other. */
  readonly contrast?: {
    readonly versus: string
    readonly margin: number
    readonly reasons: readonly ReasonAnswer[]
    readonly text: { readonly en: string; readonly zh: string }
  }
  /** With `without`: the list before and after, re-scored. */
  readonly instead?: { readonly without: readonly string[]; readonly before: readonly string[]; readonly after: readonly string[] }
}

export interface FeedbackRequest {
  readonly user?: string
  readonly session?: string
  /** `not_interested`: never show the item again. `hide_reason`: stop using this item of the past. `rate`: 1 to 5. `clear`: take an earlier feedback back. */
  readonly kind: 'not_interested' | 'hide_reason' | 'rate' | 'clear'
  readonly item: string
  readonly rating?: number
  readonly request?: string
}

export interface PersonAnswer {
  readonly id: string
  readonly events: readonly (Pick<ShopEvent, 'id' | 'event' | 'at'> & {
    readonly item?: string
    readonly title?: string
    readonly query?: string
    readonly price?: number
    readonly quantity?: number
    readonly rating?: number
  })[]
  readonly profiling: boolean
  readonly attributes?: Readonly<Record<string, string | number>>
  /** What the models may use of the person, in words: interests by category, strongest first, share 0 to 1. */
  readonly interests: readonly { readonly category: string; readonly share: number }[]
  readonly notInterested: readonly string[]
  readonly hiddenReasons: readonly string[]
}

export interface ForgetReceipt {
  readonly person: string
  readonly events: number
  readonly at: number
  readonly receipt: string
  readonly note: string
}

export interface EventsAnswer {
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: readonly { readonly index: number; readonly code: string; readonly message: string }[]
}

/** What became of a batch of products. */
export interface ItemsAnswer {
  readonly accepted: number
  readonly rejected: readonly { readonly index: number; readonly code: string; readonly message: string }[]
}

export interface ModelInfo {
  readonly name: string
  readonly paper: string
  readonly summary: string
  /** Serves requests that name no model. */
  readonly serving: boolean
  readonly trained?: TrainedModel
  /** Its training can go on from the version in service. */
  readonly warm: boolean
  /** Versions that can be put back into service, newest first, when there are several. */
  readonly versions?: readonly ModelVersion[]
}

export interface ModelVersion {
  readonly file: string
  /** When it was trained, milliseconds since 1970: its name for a roll-back. */
  readonly at: number
  readonly fitSeconds: number
  readonly bytes: number
  readonly entries: number
  readonly inService: boolean
}

export interface TrainedModel {
  readonly file: string
  /** The file of the version that was in service before this one, where it followed one. */
  readonly previous?: string
  readonly at: number
  readonly seed: number
  readonly params: object
  /** Hash of the training data. */
  readonly fingerprint: string
  readonly fitSeconds: number
  /** Time of the version whose training was gone on with; absent where it began anew. */
  readonly warmFrom?: number
  /** How often somebody had been forgotten when the events were read: training goes on from this version only as long as that is still so. Absent in records of older versions. */
  readonly forgettings?: number
  readonly bytes: number
  readonly people: number
  readonly items: number
  readonly entries: number
  /** Time of the newest entry learned from, milliseconds since 1970; 0 where only the order is known. Absent in records of older versions. */
  readonly until?: number
  /** Points of training curves by stage. */
  readonly curves: readonly { readonly stage: string; readonly done: number; readonly seconds: number; readonly figures?: Readonly<Record<string, number>> }[]
}

/** A trained model whose file could not be opened. */
export interface DamagedModel {
  readonly model: string
  readonly file: string
  /** What is wrong, and what to do. */
  readonly message: string
}

export interface EvaluationReport {
  readonly split: string
  /** What was measured on; absent in reports of older versions. */
  readonly part?: 'test' | 'validation'
  readonly seed: number
  readonly people: number
  readonly items: number
  readonly cases: number
  readonly at: number
  readonly models: readonly EvaluatedModel[]
  /** Paired differences from the first model. */
  readonly comparisons?: readonly {
    readonly model: string
    readonly versus: string
    readonly metric: string
    readonly difference: number
    readonly low: number
    readonly high: number
    readonly p: number
  }[]
}

/** The newest report of a split. */
export interface StoredEvaluation extends EvaluationReport {
  /** When the earlier reports of this split that are kept were made, newest first, milliseconds since 1970. */
  readonly earlier: readonly number[]
}

export interface EvaluatedModel {
  readonly name: string
  readonly params: object
  readonly fitSeconds: number
  readonly scoreSeconds: number
  /** Median time to score one history alone and pick the best; absent in reports of older versions. */
  readonly listMilliseconds?: number
  /** Size of the saved model. */
  readonly bytes: number
  readonly metrics: Readonly<Record<string, { readonly value: number; readonly low: number; readonly high: number }>>
  readonly groups?: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          { readonly people: number; readonly metrics: Readonly<Record<string, { readonly value: number; readonly low: number; readonly high: number }>> }
        >
      >
    >
  >
}

/** One distribution before and after: shares by bin, and how far they moved. */
export interface DriftFigure {
  readonly name: string
  /** Population stability index: below .1 nothing moved, above .25 much did. */
  readonly index: number
  readonly state: 'stable' | 'watch' | 'drifted'
  /** Shares [bins] among what the model learned from, and since. */
  readonly reference: readonly number[]
  readonly recent: readonly number[]
  /** Names of the bins, where they have any; '' for all others together. */
  readonly names?: readonly string[]
}

/** What has changed since the serving model learned. */
export interface DriftReport {
  readonly model: string
  readonly trainedAt: number
  /** Time of the newest event it learned from. */
  readonly until: number
  readonly at: number
  /** Interactions it learned from, and since. */
  readonly events: { readonly reference: number; readonly recent: number }
  /** `too-few`: not enough has happened since to tell. */
  readonly state: 'too-few' | 'stable' | 'watch' | 'drifted'
  readonly inputs: readonly DriftFigure[]
  readonly scores?: DriftFigure
  /** How well the model foresaw what people did, in slices of the time since it learned. */
  readonly metrics: readonly {
    readonly name: string
    readonly from: number
    readonly to: number
    readonly cases: number
    readonly value: number
    readonly low: number
    readonly high: number
  }[]
}

export interface Health {
  readonly status: 'ok' | 'starting' | 'degraded'
  readonly version: string
  readonly uptimeSeconds: number
  readonly events: number
  readonly people: number
  readonly sessions: number
  readonly items: number
  readonly model?: string
  readonly damaged?: readonly DamagedModel[]
  readonly memoryBytes: number
  readonly heapBytes: number
  readonly loadAverage: readonly number[]
  readonly storeBytes: number
}

/** What became of a file: the fate of every row, and what of it was new to the store. */
export interface ImportReport extends Fates {
  /** Events that were stored by this run. */
  readonly stored: number
  /** Accepted events that the store already had: a rerun of the same file stores nothing. */
  readonly alreadyThere: number
  /** Path of the reject file, where there is one: a JSON object a line with line number, reason and message. */
  readonly rejectFile?: string
  readonly seconds: number
  readonly at: number
}

/** The data-quality report. */
export interface DataQuality {
  /** Of the store, as it was when the events were read. */
  readonly revision: number
  /** When it was made, milliseconds since 1970. */
  readonly at: number
  /** From a server: events or items came since, and a fresh one is being made. */
  readonly stale?: boolean
  readonly before: { readonly events: number; readonly people: number; readonly items: number }
  readonly after: { readonly events: number; readonly people: number; readonly items: number }
  /** Counts of values before and after cleaning, by bin. */
  readonly histograms?: readonly {
    readonly name: string
    readonly log: boolean
    readonly bins: readonly { readonly from: number; readonly to: number; readonly before: number; readonly after: number }[]
  }[]
  readonly steps: readonly {
    readonly name: string
    readonly on: boolean
    readonly summary: string
    readonly removed: number
    readonly changed: number
    readonly findings?: readonly { readonly reason: string; readonly events: number; readonly message: string }[]
  }[]
}

/** History × recommended items. */
export interface HeatMap {
  readonly model: string
  /** Columns: the recommended items, best first. */
  readonly items: readonly { readonly item: string; readonly title?: string; readonly score: number }[]
  /** Rows: the history, oldest first; amounts [items] of each. */
  readonly history: readonly {
    readonly item: string
    readonly title?: string
    readonly event: string
    readonly at: number
    readonly amounts: readonly number[]
  }[]
}
