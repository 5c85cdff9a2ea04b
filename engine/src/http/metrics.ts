import type { FastifyInstance } from 'fastify'
import { AggregatorRegistry, Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { EventsAnswer } from '../service/contract.ts'

const registry = new Registry()
collectDefaultMetrics({ register: registry, prefix: 'candor_' })

const timesName = 'candor_http_seconds'
const seconds = new Histogram({
  name: timesName,
  help: 'Time to answer, in seconds.',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
  registers: [registry],
})
const events = new Counter({ name: 'candor_events_total', help: 'Events by their fate.', labelNames: ['fate'] as const, registers: [registry] })

/** The figures of one process, as they travel to another. */
export type Figures = Awaited<ReturnType<Registry['getMetricsAsJSON']>>

let askAll: (() => Promise<readonly Figures[]>) | undefined

/** The figures of this process. */
export function figures(): Promise<Figures> {
  return registry.getMetricsAsJSON()
}

/** Call where several processes serve one shop: from then on `/metrics` and the latencies are the sums of what `ask` brings. */
export function figuresOfAll(ask: () => Promise<readonly Figures[]>): void {
  askAll = ask
}

async function summed(): Promise<Registry> {
  return askAll === undefined ? registry : AggregatorRegistry.aggregate([...(await askAll())])
}

/** Times every request by its route pattern, never by its address: addresses hold ids of people. */
export function useMetrics(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    seconds.observe({ method: request.method, route: request.routeOptions.url ?? 'unknown', status: String(reply.statusCode) }, reply.elapsedTime / 1000)
  })
  app.get('/metrics', { config: { scope: 'admin' }, schema: { tags: ['operation'], summary: 'Figures for Prometheus' } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await (await summed()).metrics()),
  )
}

export function eventsReceived(answer: EventsAnswer): void {
  events.inc({ fate: 'accepted' }, answer.accepted)
  events.inc({ fate: 'duplicate' }, answer.duplicates)
  events.inc({ fate: 'rejected' }, answer.rejected.length)
}

/** Latency by route from the histogram, for the dashboard: count, sum and bucket counts. */
export async function latencies(): Promise<{ route: string; count: number; p50: number; p95: number; p99: number }[]> {
  const histogram = (await summed()).getSingleMetric(timesName) as typeof seconds | undefined
  const values = (await histogram?.get())?.values ?? []
  const byRoute = new Map<string, { buckets: Map<number, number>; count: number }>()
  for (const { labels, metricName, value } of values) {
    const route = `${labels.method} ${labels.route}`
    const entry = byRoute.get(route) ?? { buckets: new Map<number, number>(), count: 0 }
    if (metricName?.endsWith('_bucket')) {
      const edge = (labels as { le?: number | string }).le === '+Inf' ? Number.POSITIVE_INFINITY : Number((labels as { le?: number | string }).le)
      entry.buckets.set(edge, (entry.buckets.get(edge) ?? 0) + value)
    } else if (metricName?.endsWith('_count')) entry.count += value
    byRoute.set(route, entry)
  }
  return [...byRoute].map(([route, { buckets, count }]) => {
    const edges = [...buckets].sort((a, b) => a[0] - b[0])
    const at = (share: number) => edges.find(([, cumulative]) => cumulative >= share * count)?.[0] ?? 0
    return { route, count, p50: at(0.5), p95: at(0.95), p99: at(0.99) }
  })
}
