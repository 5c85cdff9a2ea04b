import type { ShopEvent } from '../data/events.ts'
import { contributionsOf } from '../explain/contributions.ts'
import { maskOf } from '../explain/rank.ts'
import { topK } from '../math/topk.ts'
import type { DataQuality, HeatMap, ImportReport, RecommendRequest } from './contract.ts'
import type { ReportDesk } from './errands.ts'
import type { House } from './house.ts'
import { slateOf } from './recommend.ts'
import type { Serving } from './serving.ts'
import { titleIn } from './titles.ts'

/**
 * The data-quality report that is there, at once; `stale` where events or items came since, and then a fresh one is being made for the next who asks. Only the first of a shop is waited for.
 */
export async function quality(desk: ReportDesk): Promise<DataQuality> {
  const { store } = desk.house
  const stored = store.document<DataQuality>('quality') ?? (await desk.make('quality'))
  const stale = stored.revision !== store.revision()
  if (stale) desk.refresh('quality')
  return { ...stored, stale }
}

/** Newest first. */
export function imports(house: House): ImportReport[] {
  return house.store
    .documents('imports/')
    .map(({ value }) => value as ImportReport)
    .sort((a, b) => b.at - a.at)
}

export function auditTrail(house: House, limit: number): ReturnType<House['store']['auditTrail']> {
  return house.store.auditTrail(limit)
}

/** The live feed, newest first, with titles. */
export function latestEvents(serving: Serving, limit: number, locale?: string): (ShopEvent & { title?: string })[] {
  return serving.house.store.latestEvents(limit).map((event) => {
    const title = event.item === undefined ? undefined : titleIn(serving.product(event.item), locale)
    return title === undefined ? event : { ...event, title }
  })
}

/** History × recommended items: what each entry of the past adds to each score. */
export async function inspect(serving: Serving, request: RecommendRequest): Promise<HeatMap> {
  const slate = await slateOf(serving, request)
  const { items } = topK(slate.scores, request.k ?? 10, { exclude: maskOf(slate.candidates) })
  const explanations = await contributionsOf(slate.model, slate.history, [...items], {
    k: request.k ?? 10,
    candidates: slate.candidates,
    scores: slate.scores,
    seed: 1,
  })
  const titled = (item: string) => {
    const title = titleIn(serving.product(item), request.locale)
    return { item, ...(title === undefined ? {} : { title }) }
  }
  return {
    model: slate.model.name,
    items: [...items].map((item) => ({ ...titled(slate.model.items.name(item)), score: slate.scores[item] })),
    history: slate.entries.map((entry, position) => ({
      ...titled(entry.item),
      event: entry.event,
      at: entry.at,
      amounts: explanations.map((explanation) => explanation.reasons.find((reason) => reason.kind === 'history' && reason.ref === position)?.amount ?? 0),
    })),
  }
}
