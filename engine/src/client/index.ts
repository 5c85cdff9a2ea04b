import type { Operations } from './operations.ts'

export type { Operations }

type Input<K extends keyof Operations> = Omit<Operations[K], 'answer'>
type Answer<K extends keyof Operations> = Operations[K]['answer']

export interface ClientOptions {
  /** Where the server is, e.g. `http://127.0.0.1:8080`. */
  readonly url: string
  /** API key; keep it on your server: whoever has it can ask about any person. */
  readonly key?: string
  readonly fetch?: typeof globalThis.fetch
}

/** What the server answered when it was not a success: a stable `code` and a message that says what to do. */
export class CandorProblem extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'CandorProblem'
    this.status = status
    this.code = code
  }
}

/**
 * A typed client of the HTTP API; its types are generated from the schemas that the server validates with. No dependencies: runs in Node and in browsers.
 * Every method throws `CandorProblem` when the server refuses.
 */
export class CandorClient {
  readonly #options: ClientOptions

  constructor(options: ClientOptions) {
    this.#options = options
  }

  /** Any route, by its name in the API. */
  async call<K extends keyof Operations>(route: K, input: Input<K>): Promise<Answer<K>> {
    const { url, key, fetch = globalThis.fetch } = this.#options
    const [method = 'GET', pattern = ''] = route.split(' ')
    const { path, query, body } = input as { path?: Record<string, string>; query?: Record<string, unknown>; body?: unknown }
    const address = new URL(
      pattern.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path?.[name] ?? '')),
      url,
    )
    for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) address.searchParams.set(name, String(value))
    const response = await fetch(address, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const answer: unknown = text === '' ? undefined : parse(text)
    if (!response.ok) {
      const problem = (answer ?? {}) as { code?: string; detail?: string }
      throw new CandorProblem(response.status, problem.code ?? 'unknown', problem.detail ?? `The server answered ${response.status}.`)
    }
    return answer as Answer<K>
  }

  recommend(body: Operations['POST /v1/recommendations']['body']): Promise<Answer<'POST /v1/recommendations'>> {
    return this.call('POST /v1/recommendations', { body })
  }

  explain(body: Operations['POST /v1/explanations']['body']): Promise<Answer<'POST /v1/explanations'>> {
    return this.call('POST /v1/explanations', { body })
  }

  /** Resolves after the events are durable. */
  send(body: Operations['POST /v1/events']['body']): Promise<Answer<'POST /v1/events'>> {
    return this.call('POST /v1/events', { body })
  }

  feedback(body: Operations['POST /v1/feedback']['body']): Promise<Answer<'POST /v1/feedback'>> {
    return this.call('POST /v1/feedback', { body })
  }

  person(id: string): Promise<Answer<'GET /v1/people/{id}'>> {
    return this.call('GET /v1/people/{id}', { path: { id } })
  }

  async removeEvent(id: string, event: string): Promise<void> {
    await this.call('DELETE /v1/people/{id}/events/{event}', { path: { id, event } })
  }

  forget(id: string): Promise<Answer<'DELETE /v1/people/{id}'>> {
    return this.call('DELETE /v1/people/{id}', { path: { id } })
  }

  item(id: string): Promise<Answer<'GET /v1/items/{id}'>> {
    return this.call('GET /v1/items/{id}', { path: { id } })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return { detail: text.slice(0, 200) }
  }
}
