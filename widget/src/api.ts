import type { ExplanationAnswer, PersonAnswer, RecommendAnswer, RecommendRequest } from '../../engine/src/service/contract.ts'

export type { ExplanationAnswer, ReasonAnswer, RecommendAnswer, Recommendation } from '../../engine/src/service/contract.ts'

/** The few calls the widget makes. */
export interface Api {
  recommend(request: RecommendRequest, signal: AbortSignal): Promise<RecommendAnswer>
  notInterested(who: Who, item: string): Promise<void>
  clear(who: Who, item: string): Promise<void>
  /** The list before and after some items of the history are taken away; nothing is deleted. */
  without(request: RecommendRequest, item: string, gone: readonly string[]): Promise<ExplanationAnswer>
  /** Deletes the person's events and answers them, so that they can be put back. */
  remove(who: Who, events: readonly string[]): Promise<readonly unknown[]>
  restore(events: readonly unknown[]): Promise<void>
  send(events: readonly unknown[]): Promise<void>
}

export interface Who {
  readonly user?: string
  readonly session?: string
}

export function openApi(endpoint: string, key: string): Api {
  const call = async (method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<unknown> => {
    const response = await fetch(new URL(path, new URL(endpoint || '/', location.href)), {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(key ? { authorization: `Bearer ${key}` } : {}) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
    if (response.status === 204) return undefined
    const answer: unknown = await response.json().catch(() => ({}))
    if (!response.ok) throw new Error((answer as { detail?: string }).detail ?? `HTTP ${response.status}`)
    return answer
  }
  const person = (who: Who) => `/v1/people/${encodeURIComponent(who.user ?? `session:${who.session ?? ''}`)}`
  const events = async (list: readonly unknown[]) => {
    await call('POST', '/v1/events', list)
  }
  return {
    recommend: (request, signal) => call('POST', '/v1/recommendations', request, signal) as Promise<RecommendAnswer>,
    notInterested: async (who, item) => {
      await call('POST', '/v1/feedback', { ...who, kind: 'not_interested', item })
    },
    clear: async (who, item) => {
      await call('POST', '/v1/feedback', { ...who, kind: 'clear', item })
    },
    without: (request, item, gone) => call('POST', '/v1/explanations', { ...request, item, without: gone }) as Promise<ExplanationAnswer>,
    remove: async (who, ids) => {
      const wanted = new Set(ids)
      const kept = ((await call('GET', person(who))) as PersonAnswer).events.filter((event) => wanted.has(event.id))
      for (const { id } of kept) await call('DELETE', `${person(who)}/events/${encodeURIComponent(id)}`)
      return kept.map(({ title: _title, ...event }) => ({ ...event, ...who }))
    },
    restore: events,
    send: events,
  }
}
