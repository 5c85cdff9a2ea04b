// Generated from the API's schemas by scripts/client-types.mjs. Do not edit.

export interface Operations {
  /** The process is alive */
  'GET /healthz': { answer: Readonly<Record<string, unknown>> }
  /** The server can answer */
  'GET /readyz': { answer: Readonly<Record<string, unknown>> }
  /** The personas of the demo shop, and its categories in Chinese */
  'GET /v1/demo': { answer: Readonly<Record<string, unknown>> }
  /** Store events; answers when they are durable */
  'POST /v1/events': {
    body: readonly unknown[] | Readonly<Record<string, unknown>>
    answer: {
      readonly accepted: number
      readonly duplicates: number
      readonly rejected: readonly { readonly index: number; readonly code: string; readonly message: string }[]
    }
  }
  /** Why an item, with proof; why rather than another; the list without something */
  'POST /v1/explanations': {
    body: {
      readonly user?: string
      readonly session?: string
      readonly history?: readonly (
        | string
        | {
            readonly item: string
            readonly event?:
              | 'view_item'
              | 'add_to_cart'
              | 'remove_from_cart'
              | 'add_to_wishlist'
              | 'purchase'
              | 'refund'
              | 'rate'
              | 'search'
              | 'select_item'
              | 'view_item_list'
              | 'not_interested'
              | 'hide_reason'
            readonly at?: number | string
          }
      )[]
      readonly scene?: 'home' | 'product' | 'cart' | 'search' | 'new' | 'email'
      readonly k?: number
      readonly filters?: {
        readonly category?: string
        readonly brand?: string
        readonly seller?: string
        readonly minPrice?: number
        readonly maxPrice?: number
        readonly tags?: readonly string[]
      }
      readonly exclude?: readonly string[]
      readonly profiling?: boolean
      readonly items?: readonly string[]
      readonly query?: string
      readonly locale?: string
      readonly model?: string
      readonly repeats?: boolean
      readonly item: string
      readonly method?: string
      readonly versus?: string
      readonly without?: readonly string[]
    }
    answer: {
      readonly item: string
      readonly model: string
      readonly method: string
      readonly score: number
      readonly base: number
      readonly residual: number
      readonly reasons: readonly {
        readonly kind: 'history' | 'attribute' | 'text' | 'social' | 'popularity' | 'rule' | 'rerank' | 'others'
        readonly item?: string
        readonly event?: string
        readonly events?: readonly string[]
        readonly name?: string
        readonly amount: number
        readonly share: number
      }[]
      readonly proof?: {
        readonly without: readonly string[]
        readonly rankBefore: number
        readonly rankAfter: number
        readonly minimal: boolean
        readonly instead?: string
      }
      readonly text: { readonly en: string; readonly zh: string }
      readonly proofText?: { readonly en: string; readonly zh: string }
      readonly insteadText?: { readonly en: string; readonly zh: string }
      readonly links?: readonly { readonly en: string; readonly zh: string }[]
      readonly chip?: { readonly en: string; readonly zh: string }
      readonly contrast?: {
        readonly versus: string
        readonly margin: number
        readonly reasons: readonly {
          readonly kind: 'history' | 'attribute' | 'text' | 'social' | 'popularity' | 'rule' | 'rerank' | 'others'
          readonly item?: string
          readonly event?: string
          readonly events?: readonly string[]
          readonly name?: string
          readonly amount: number
          readonly share: number
        }[]
        readonly text: { readonly en: string; readonly zh: string }
      }
      readonly instead?: { readonly without: readonly string[]; readonly before: readonly string[]; readonly after: readonly string[] }
    }
  }
  /** Not interested, hide this reason, rate, or take it back */
  'POST /v1/feedback': {
    body: {
      readonly user?: string
      readonly session?: string
      readonly kind: 'not_interested' | 'hide_reason' | 'rate' | 'clear'
      readonly item: string
      readonly rating?: number
      readonly request?: string
    }
    answer: { readonly profiling?: boolean; readonly notInterested?: readonly string[]; readonly hiddenReasons?: readonly string[] }
  }
  /** Counts, memory, load */
  'GET /v1/health': { answer: Readonly<Record<string, unknown>> }
  /** Add or replace up to 1,000 products at once */
  'POST /v1/items': {
    body: readonly unknown[]
    answer: { readonly accepted: number; readonly rejected: readonly { readonly index: number; readonly code: string; readonly message: string }[] }
  }
  /** Add or replace a product */
  'PUT /v1/items/{id}': {
    path: { readonly id: string }
    body: {
      readonly id?: string
      readonly title?: string
      readonly description?: string
      readonly brand?: string
      readonly seller?: string
      readonly category?: readonly string[]
      readonly price?: number
      readonly currency?: string
      readonly stock?: number
      readonly attributes?: Readonly<Record<string, string | number | boolean>>
      readonly image?: string
      readonly released?: number | string
      readonly tags?: readonly string[]
    }
    answer: {
      readonly id: string
      readonly title?: string
      readonly description?: string
      readonly brand?: string
      readonly seller?: string
      readonly category?: readonly string[]
      readonly price?: number
      readonly currency?: string
      readonly stock?: number
      readonly attributes?: Readonly<Record<string, string | number | boolean>>
      readonly image?: string
      readonly released?: number
      readonly tags?: readonly string[]
    }
  }
  /** One product */
  'GET /v1/items/{id}': {
    path: { readonly id: string }
    answer: {
      readonly id: string
      readonly title?: string
      readonly description?: string
      readonly brand?: string
      readonly seller?: string
      readonly category?: readonly string[]
      readonly price?: number
      readonly currency?: string
      readonly stock?: number
      readonly attributes?: Readonly<Record<string, string | number | boolean>>
      readonly image?: string
      readonly released?: number
      readonly tags?: readonly string[]
    }
  }
  /** Take a product out of the catalogue */
  'DELETE /v1/items/{id}': { path: { readonly id: string }; answer: unknown }
  /** The algorithms, and which are trained */
  'GET /v1/models': { answer: readonly Readonly<Record<string, unknown>>[] }
  /** Put an earlier version back into service: the one trained at `to`, or the one that was in service before the one that is */
  'POST /v1/models/{name}/rollback': { path: { readonly name: string }; body: { readonly to?: number }; answer: Readonly<Record<string, unknown>> }
  /** How far the training of a model is, or how the last one ended; 204 where none was noted */
  'GET /v1/models/{name}/train': {
    path: { readonly name: string }
    answer: {
      readonly model: string
      readonly run: string
      readonly state: 'running' | 'done' | 'failed' | 'cancelled'
      readonly by: 'server' | 'command'
      readonly stopping?: boolean
      readonly stage: string
      readonly done: number
      readonly secondsLeft?: number
      readonly startedAt: number
      readonly at: number
      readonly version?: number
      readonly problem?: { readonly code: string; readonly message: string }
      readonly curves: readonly {
        readonly stage: string
        readonly done: number
        readonly seconds: number
        readonly figures?: Readonly<Record<string, number>>
      }[]
    }
  }
  /** Stop the training of a model at its next step */
  'DELETE /v1/models/{name}/train': {
    path: { readonly name: string }
    answer: {
      readonly model: string
      readonly run: string
      readonly state: 'running' | 'done' | 'failed' | 'cancelled'
      readonly by: 'server' | 'command'
      readonly stopping?: boolean
      readonly stage: string
      readonly done: number
      readonly secondsLeft?: number
      readonly startedAt: number
      readonly at: number
      readonly version?: number
      readonly problem?: { readonly code: string; readonly message: string }
      readonly curves: readonly {
        readonly stage: string
        readonly done: number
        readonly seconds: number
        readonly figures?: Readonly<Record<string, number>>
      }[]
    }
  }
  /** Begin to train a model beside the requests; the version it makes takes over by itself */
  'POST /v1/models/{name}/train': {
    path: { readonly name: string }
    body: { readonly params?: Readonly<Record<string, unknown>>; readonly same?: boolean; readonly seed?: number; readonly warm?: boolean }
    answer: {
      readonly model: string
      readonly run: string
      readonly state: 'running' | 'done' | 'failed' | 'cancelled'
      readonly by: 'server' | 'command'
      readonly stopping?: boolean
      readonly stage: string
      readonly done: number
      readonly secondsLeft?: number
      readonly startedAt: number
      readonly at: number
      readonly version?: number
      readonly problem?: { readonly code: string; readonly message: string }
      readonly curves: readonly {
        readonly stage: string
        readonly done: number
        readonly seconds: number
        readonly figures?: Readonly<Record<string, number>>
      }[]
    }
  }
  /** Everything kept of a person */
  'GET /v1/people/{id}': {
    path: { readonly id: string }
    query?: { readonly locale?: string }
    answer: {
      readonly id: string
      readonly events: readonly {
        readonly id: string
        readonly event:
          | 'view_item'
          | 'add_to_cart'
          | 'remove_from_cart'
          | 'add_to_wishlist'
          | 'purchase'
          | 'refund'
          | 'rate'
          | 'search'
          | 'select_item'
          | 'view_item_list'
          | 'not_interested'
          | 'hide_reason'
        readonly at: number
        readonly item?: string
        readonly title?: string
        readonly query?: string
        readonly price?: number
        readonly quantity?: number
        readonly rating?: number
      }[]
      readonly profiling: boolean
      readonly attributes?: Readonly<Record<string, string | number>>
      readonly interests: readonly { readonly category: string; readonly share: number }[]
      readonly notInterested: readonly string[]
      readonly hiddenReasons: readonly string[]
    }
  }
  /** Forget a person; answers with a receipt */
  'DELETE /v1/people/{id}': {
    path: { readonly id: string }
    answer: { readonly person: string; readonly events: number; readonly at: number; readonly receipt: string; readonly note: string }
  }
  /** Remove one event of the history */
  'DELETE /v1/people/{id}/events/{event}': { path: { readonly id: string; readonly event: string }; answer: unknown }
  /** Switch the use of the past on or off */
  'PUT /v1/people/{id}/settings': {
    path: { readonly id: string }
    body: { readonly profiling: boolean }
    answer: { readonly profiling?: boolean; readonly notInterested?: readonly string[]; readonly hiddenReasons?: readonly string[] }
  }
  /** A list for a scene, with reasons when asked */
  'POST /v1/recommendations': {
    body: {
      readonly user?: string
      readonly session?: string
      readonly history?: readonly (
        | string
        | {
            readonly item: string
            readonly event?:
              | 'view_item'
              | 'add_to_cart'
              | 'remove_from_cart'
              | 'add_to_wishlist'
              | 'purchase'
              | 'refund'
              | 'rate'
              | 'search'
              | 'select_item'
              | 'view_item_list'
              | 'not_interested'
              | 'hide_reason'
            readonly at?: number | string
          }
      )[]
      readonly scene?: 'home' | 'product' | 'cart' | 'search' | 'new' | 'email'
      readonly k?: number
      readonly filters?: {
        readonly category?: string
        readonly brand?: string
        readonly seller?: string
        readonly minPrice?: number
        readonly maxPrice?: number
        readonly tags?: readonly string[]
      }
      readonly exclude?: readonly string[]
      readonly profiling?: boolean
      readonly items?: readonly string[]
      readonly query?: string
      readonly locale?: string
      readonly model?: string
      readonly repeats?: boolean
      readonly explain?: boolean
    }
    answer: {
      readonly request: string
      readonly model: string
      readonly scene: 'home' | 'product' | 'cart' | 'search' | 'new' | 'email'
      readonly profiling: boolean
      readonly recommendations: readonly {
        readonly item: string
        readonly score: number
        readonly rank: number
        readonly product?: {
          readonly id: string
          readonly title?: string
          readonly description?: string
          readonly brand?: string
          readonly seller?: string
          readonly category?: readonly string[]
          readonly price?: number
          readonly currency?: string
          readonly stock?: number
          readonly attributes?: Readonly<Record<string, string | number | boolean>>
          readonly image?: string
          readonly released?: number
          readonly tags?: readonly string[]
        }
        readonly explanation?: {
          readonly item: string
          readonly model: string
          readonly method: string
          readonly score: number
          readonly base: number
          readonly residual: number
          readonly reasons: readonly {
            readonly kind: 'history' | 'attribute' | 'text' | 'social' | 'popularity' | 'rule' | 'rerank' | 'others'
            readonly item?: string
            readonly event?: string
            readonly events?: readonly string[]
            readonly name?: string
            readonly amount: number
            readonly share: number
          }[]
          readonly proof?: {
            readonly without: readonly string[]
            readonly rankBefore: number
            readonly rankAfter: number
            readonly minimal: boolean
            readonly instead?: string
          }
          readonly text: { readonly en: string; readonly zh: string }
          readonly proofText?: { readonly en: string; readonly zh: string }
          readonly insteadText?: { readonly en: string; readonly zh: string }
          readonly links?: readonly { readonly en: string; readonly zh: string }[]
          readonly chip?: { readonly en: string; readonly zh: string }
          readonly contrast?: {
            readonly versus: string
            readonly margin: number
            readonly reasons: readonly {
              readonly kind: 'history' | 'attribute' | 'text' | 'social' | 'popularity' | 'rule' | 'rerank' | 'others'
              readonly item?: string
              readonly event?: string
              readonly events?: readonly string[]
              readonly name?: string
              readonly amount: number
              readonly share: number
            }[]
            readonly text: { readonly en: string; readonly zh: string }
          }
          readonly instead?: { readonly without: readonly string[]; readonly before: readonly string[]; readonly after: readonly string[] }
        }
      }[]
    }
  }
  /** What was done, newest first */
  'GET /v1/reports/audit': { query?: { readonly limit?: number }; answer: readonly Readonly<Record<string, unknown>>[] }
  /** The last drift report; 204 where none was made */
  'GET /v1/reports/drift': { answer: Readonly<Record<string, unknown>> }
  /** What has changed since the serving model learned, measured now */
  'POST /v1/reports/drift': { answer: Readonly<Record<string, unknown>> }
  /** The newest evaluation of each split, with the times of earlier ones */
  'GET /v1/reports/evaluations': { answer: readonly Readonly<Record<string, unknown>>[] }
  /** The evaluation of one split and time */
  'GET /v1/reports/evaluations/{split}/{at}': { path: { readonly split: string; readonly at: number }; answer: Readonly<Record<string, unknown>> }
  /** The newest events, newest first */
  'GET /v1/reports/events': { query?: { readonly limit?: number; readonly locale?: string }; answer: readonly Readonly<Record<string, unknown>>[] }
  /** History × recommended items: what each entry adds to each score */
  'POST /v1/reports/heat-map': {
    body: {
      readonly user?: string
      readonly session?: string
      readonly history?: readonly (
        | string
        | {
            readonly item: string
            readonly event?:
              | 'view_item'
              | 'add_to_cart'
              | 'remove_from_cart'
              | 'add_to_wishlist'
              | 'purchase'
              | 'refund'
              | 'rate'
              | 'search'
              | 'select_item'
              | 'view_item_list'
              | 'not_interested'
              | 'hide_reason'
            readonly at?: number | string
          }
      )[]
      readonly scene?: 'home' | 'product' | 'cart' | 'search' | 'new' | 'email'
      readonly k?: number
      readonly filters?: {
        readonly category?: string
        readonly brand?: string
        readonly seller?: string
        readonly minPrice?: number
        readonly maxPrice?: number
        readonly tags?: readonly string[]
      }
      readonly exclude?: readonly string[]
      readonly profiling?: boolean
      readonly items?: readonly string[]
      readonly query?: string
      readonly locale?: string
      readonly model?: string
      readonly repeats?: boolean
      readonly explain?: boolean
    }
    answer: Readonly<Record<string, unknown>>
  }
  /** The fate of every imported row */
  'GET /v1/reports/imports': { answer: readonly Readonly<Record<string, unknown>>[] }
  /** Time to answer, by route */
  'GET /v1/reports/latency': { answer: readonly Readonly<Record<string, unknown>>[] }
  /** Data quality before and after cleaning, with histograms: the last report, made anew when it is `stale` */
  'GET /v1/reports/quality': { answer: Readonly<Record<string, unknown>> }
  /** The last training of each model, newest first, without curves */
  'GET /v1/trainings': {
    answer: readonly {
      readonly model: string
      readonly run: string
      readonly state: 'running' | 'done' | 'failed' | 'cancelled'
      readonly by: 'server' | 'command'
      readonly stopping?: boolean
      readonly stage: string
      readonly done: number
      readonly secondsLeft?: number
      readonly startedAt: number
      readonly at: number
      readonly version?: number
      readonly problem?: { readonly code: string; readonly message: string }
    }[]
  }
}
