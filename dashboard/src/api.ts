import { CandorClient } from '../../engine/src/client/index.ts'
import type { ShopEvent } from '../../engine/src/data/events.ts'
import type {
  DataQuality,
  EvaluationReport,
  ExplanationAnswer,
  Health,
  HeatMap,
  ImportReport,
  ModelInfo,
  RecommendAnswer,
} from '../../engine/src/service/contract.ts'

export type { DataQuality, EvaluationReport, ExplanationAnswer, Health, HeatMap, ImportReport, ModelInfo, RecommendAnswer }
export type FeedEvent = ShopEvent & { readonly title?: string }
export interface Latency {
  readonly route: string
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
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
  evaluations: () => client().call('GET /v1/reports/evaluations', {}) as Promise<unknown> as Promise<EvaluationReport[]>,
  events: () => client().call('GET /v1/reports/events', { query: { limit: 60 } }) as Promise<unknown> as Promise<FeedEvent[]>,
  recommend: (who: Who) => client().recommend({ ...who, k: 10, explain: true }) as Promise<unknown> as Promise<RecommendAnswer>,
  explain: (who: Who, item: string, versus?: string) =>
    client().explain({ ...who, item, ...(versus ? { versus } : {}) }) as Promise<unknown> as Promise<ExplanationAnswer>,
  heatMap: (who: Who) => client().call('POST /v1/reports/heat-map', { body: { ...who, k: 10 } }) as Promise<unknown> as Promise<HeatMap>,
}

export type Who = { readonly user: string } | { readonly session: string } | { readonly history: readonly string[] }

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
