import { CandorClient } from '../../engine/src/client/index.ts'
import type { Product } from '../../engine/src/data/catalogue.ts'
import type { ShopEvent } from '../../engine/src/data/events.ts'
import type {
  DataQuality,
  DriftFigure,
  DriftReport,
  EvaluatedModel,
  EvaluationReport,
  ExplanationAnswer,
  Health,
  HeatMap,
  ImportReport,
  ModelInfo,
  RecommendAnswer,
  StoredEvaluation,
  TrainingRun,
} from '../../engine/src/service/contract.ts'

export { CandorProblem } from '../../engine/src/client/index.ts'
export type {
  DataQuality,
  DriftFigure,
  DriftReport,
  EvaluatedModel,
  EvaluationReport,
  ExplanationAnswer,
  Health,
  HeatMap,
  ImportReport,
  ModelInfo,
  Product,
  RecommendAnswer,
  StoredEvaluation,
  TrainingRun,
}
export type FeedEvent = ShopEvent & { readonly title?: string }
export interface Latency {
  readonly route: string
  readonly count: number
  /** Upper edge of the bucket in seconds; null beyond the last. */
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
}
export interface AuditEntry {
  readonly at: number
  readonly action: string
  readonly subject: string
  readonly details?: unknown
}

const storageKey = 'candor-key'

/** The key stays in this tab only. */
export function useKey(key: string): void {
  sessionStorage.setItem(storageKey, key)
}

function client(): CandorClient {
  const key = sessionStorage.getItem(storageKey)
  return new CandorClient({ url: location.origin, fetch: (input, init) => fetch(input, init), ...(key === null ? {} : { key }) })
}

export const api = {
  health: () => client().call('GET /v1/health', {}) as Promise<unknown> as Promise<Health>,
  latency: () => client().call('GET /v1/reports/latency', {}) as Promise<unknown> as Promise<Latency[]>,
  audit: () => client().call('GET /v1/reports/audit', { query: { limit: 20 } }) as Promise<unknown> as Promise<AuditEntry[]>,
  quality: () => client().call('GET /v1/reports/quality', {}) as Promise<unknown> as Promise<DataQuality>,
  imports: () => client().call('GET /v1/reports/imports', {}) as Promise<unknown> as Promise<ImportReport[]>,
  models: () => client().call('GET /v1/models', {}) as Promise<unknown> as Promise<ModelInfo[]>,
  evaluations: () => client().call('GET /v1/reports/evaluations', {}) as Promise<unknown> as Promise<StoredEvaluation[]>,
  evaluation: (split: string, at: number) =>
    client().call('GET /v1/reports/evaluations/{split}/{at}', { path: { split, at } }) as Promise<unknown> as Promise<EvaluationReport>,
  events: (locale: string) => client().call('GET /v1/reports/events', { query: { limit: 100, locale } }) as Promise<unknown> as Promise<FeedEvent[]>,
  recommend: (question: Question, locale: string) =>
    client().recommend({ ...question, locale, k: 10, explain: true }) as Promise<unknown> as Promise<RecommendAnswer>,
  explain: (question: Question, locale: string, item: string, about: { versus?: string; without?: readonly string[]; method?: string } = {}) =>
    client().explain({ ...question, locale, item, k: 10, ...about }) as Promise<unknown> as Promise<ExplanationAnswer>,
  heatMap: (question: Question, locale: string) =>
    client().call('POST /v1/reports/heat-map', { body: { ...question, locale, k: 10 } }) as Promise<unknown> as Promise<HeatMap>,
  item: (id: string) => client().item(id) as Promise<unknown> as Promise<Product>,
  trainings: () => client().call('GET /v1/trainings', {}),
  training: async (name: string) =>
    ((await (client().call('GET /v1/models/{name}/train', { path: { name } }) as Promise<unknown>)) ?? null) as TrainingRun | null,
  train: (name: string, wanted: { same: boolean; warm: boolean }) =>
    client().call('POST /v1/models/{name}/train', { path: { name }, body: wanted }) as Promise<TrainingRun>,
  stopTraining: (name: string) => client().call('DELETE /v1/models/{name}/train', { path: { name } }) as Promise<TrainingRun>,
  rollBack: (name: string, to: number) => client().call('POST /v1/models/{name}/rollback', { path: { name }, body: { to } }),
  drift: async () => ((await (client().call('GET /v1/reports/drift', {}) as Promise<unknown>)) ?? null) as DriftReport | null,
  measureDrift: () => client().call('POST /v1/reports/drift', {}) as Promise<unknown> as Promise<DriftReport>,
  personas: async () => {
    const response = await fetch('/v1/demo')
    return response.ok ? ((await response.json()) as { personas: string[] }).personas : []
  },
}

export type Who = { readonly user: string } | { readonly session: string } | { readonly history: readonly string[] }

export type Question = Who & { readonly model?: string }

/** What was typed: a person, `session:ID`, or item ids with commas. */
export function whoOf(person: string, history: string): Who | undefined {
  const id = person.trim()
  if (history.trim() !== '')
    return {
      history: history
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    }
  if (id === '') return undefined
  return id.startsWith('session:') ? { session: id.slice(8) } : { user: id }
}
