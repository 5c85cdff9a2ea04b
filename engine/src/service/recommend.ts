import { randomUUID } from 'node:crypto'
import type { Product } from '../data/catalogue.ts'
import { actorOf } from '../data/events.ts'
import type { History } from '../data/interactions.ts'
import { CandorError } from '../errors.ts'
import { maskOf } from '../explain/rank.ts'
import { topK } from '../math/topk.ts'
import type { Model } from '../models/model.ts'
import { candidates } from './candidates.ts'
import type { ExplanationAnswer, RecommendAnswer, RecommendRequest, Scene } from './contract.ts'
import { type ExplainedList, explainSlate } from './explain.ts'
import { type Entry, emptyPast, type Past, pastFromRequest, pastOf, preferencesOf, toHistory } from './past.ts'
import { searchView } from './scenes.ts'
import { realign, type Served, type Serving } from './serving.ts'
import { titleIn } from './titles.ts'

/** Everything one request is decided from: explanations re-score exactly this. */
export interface Slate {
  readonly served: Served
  /** The model as the scene uses it. */
  readonly model: Model
  readonly history: History
  /** entries[i] is the source of history position i. */
  readonly entries: readonly Entry[]
  /** 1 where an item may be recommended [items]. */
  readonly candidates: Uint8Array
  readonly scores: Float32Array
  readonly scene: Scene
  readonly profiling: boolean
  /** Language in which reasons name products. */
  readonly locale?: string
}

/** The list for one request. With `explain`, every item carries a reason whose proof was measured by re-scoring. */
export async function recommend(serving: Serving, request: RecommendRequest): Promise<RecommendAnswer> {
  const k = request.k ?? 10
  const slate = await slateOf(serving, request)
  const personal = take(slate, k)
  const lists: ExplainedList[] = [{ slate, items: personal }]
  if (personal.length < k) {
    const filler = await fillerOf(serving, request, slate, personal)
    if (filler !== undefined) lists.push({ slate: filler, items: take(filler, k - personal.length) })
  }
  const explanations = request.explain ? await explainSlate(serving, lists, k) : undefined
  const recommendations = lists.flatMap(({ slate: source, items }) =>
    [...items].map((item) => ({
      item: source.model.items.name(item),
      score: source.scores[item],
      product: localised(source.served.products[item], request.locale),
    })),
  )
  return {
    request: randomUUID(),
    model: slate.model.name,
    scene: slate.scene,
    profiling: slate.profiling,
    recommendations: recommendations.map(({ item, score, product }, index) => ({
      item,
      score,
      rank: index + 1,
      ...(product === undefined ? {} : { product }),
      ...(explanations === undefined ? {} : { explanation: explanations[index] as ExplanationAnswer }),
    })),
  }
}

/** Resolves past, model, scene and rules of a request, and scores every item once. */
export async function slateOf(serving: Serving, request: RecommendRequest): Promise<Slate> {
  const scene = request.scene ?? 'home'
  const { past, profiling } = pastOfRequest(serving, request)
  const name = request.model ?? serving.defaultModel()
  const served = name === undefined ? await serving.coldStart() : await serving.served(name)
  const context = contextOf(request, scene)
  // On a product page and in the cart the question is what goes with these items, so they alone are the history.
  const source = context.length > 0 ? pastFromRequest(context, serving.house.config.eventWeights).entries : past.entries
  const { history, entries } = toHistory(source, served.model.items, serving.house.config.recommend.historyLimit)
  const mask = candidatesOf(serving, request, scene, past, served)
  const model = scene === 'search' ? await searchModel(serving, served, request.query ?? '', history) : served.model
  const scores = new Float32Array(model.items.length)
  await model.score([history], scores)
  return { served, model, history, entries, candidates: mask, scores, scene, profiling, ...(request.locale === undefined ? {} : { locale: request.locale }) }
}

/** Top items that have any evidence: a score above what somebody without a past would get, or any score where the model is impersonal. */
function take(slate: Slate, k: number): Int32Array {
  const { items } = topK(slate.scores, k, { exclude: maskOf(slate.candidates) })
  if (slate.history.items.length === 0 || slate.scene === 'search') return hasEvidence(slate) ? items : new Int32Array(0)
  return items.filter((item) => slate.scores[item] > Math.min(0, slate.served.impersonal[item]))
}

/** False where several candidates all have the same score: an order would be made up. */
function hasEvidence(slate: Slate): boolean {
  let first: number | undefined
  let many = false
  for (let item = 0; item < slate.scores.length; item++) {
    if (slate.candidates[item] === 0 || slate.scores[item] === Number.NEGATIVE_INFINITY) continue
    if (first === undefined) first = slate.scores[item]
    else if (slate.scores[item] !== first) return true
    else many = true
  }
  return first !== undefined && (slate.scene === 'search' || !many)
}

/** When the model has too little to say, cold-start rules fill the list. Search never fills: what does not match does not come. */
async function fillerOf(serving: Serving, request: RecommendRequest, slate: Slate, taken: Int32Array): Promise<Slate | undefined> {
  if (slate.scene === 'search') return undefined
  const served = await serving.coldStart()
  const { past } = pastOfRequest(serving, request)
  const { history, entries } = toHistory(slate.entries, served.model.items, serving.house.config.recommend.historyLimit)
  const mask = candidatesOf(serving, request, slate.scene, past, served)
  for (const item of taken) {
    const index = served.model.items.indexOf(slate.model.items.name(item))
    if (index >= 0) mask[index] = 0
  }
  const scores = new Float32Array(served.model.items.length)
  await served.model.score([history], scores)
  return { ...slate, served, model: served.model, history, entries, candidates: mask, scores }
}

function pastOfRequest(serving: Serving, request: RecommendRequest): { past: Past; profiling: boolean } {
  const { house } = serving
  if (request.history !== undefined)
    return {
      past: request.profiling === false ? emptyPast : pastFromRequest(request.history, house.config.eventWeights),
      profiling: request.profiling !== false,
    }
  if (request.user === undefined && request.session === undefined) return { past: emptyPast, profiling: false }
  const actor = actorOf(request)
  const past = pastOf(house, actor)
  const profiling = request.profiling !== false && preferencesOf(house, actor).profiling !== false
  // Without profiling nothing of the past shapes the list; what the person asked never to see stays away all the same.
  return { past: profiling ? past : { ...emptyPast, notInterested: past.notInterested }, profiling }
}

function contextOf(request: RecommendRequest, scene: Scene): { item: string; event: 'view_item' | 'add_to_cart' }[] {
  if (scene !== 'product' && scene !== 'cart') return []
  const items = request.items ?? []
  if (items.length === 0)
    throw new CandorError('request.invalid', `Scene "${scene}" needs "items": ${scene === 'product' ? 'the product on the page' : 'what is in the cart'}.`)
  return items.map((item) => ({ item, event: scene === 'product' ? 'view_item' : 'add_to_cart' }))
}

function candidatesOf(serving: Serving, request: RecommendRequest, scene: Scene, past: Past, served: Served): Uint8Array {
  const { config } = serving.house
  const exclude = new Set([...(request.exclude ?? []), ...(request.items ?? []), ...past.notInterested])
  if (request.repeats !== true && scene !== 'search') {
    if (config.recommend.hidePurchased) for (const item of past.purchased) exclude.add(item)
    if (config.recommend.hideViewed) for (const entry of past.entries) exclude.add(entry.item)
  }
  return candidates(served.model.items, served.products, served.available, {
    exclude,
    ...(request.filters === undefined ? {} : { filters: request.filters }),
    ...(scene === 'new' ? { releasedSince: serving.house.now() - config.recommend.newDays * 86_400_000 } : {}),
  })
}

async function searchModel(serving: Serving, served: Served, query: string, history: History): Promise<Model> {
  if (query.trim() === '') throw new CandorError('request.invalid', 'Scene "search" needs a "query" of at least one letter.')
  const content = await serving.servedIfTrained('content')
  const searcher = content?.model.search === undefined ? undefined : content.model
  if (searcher === undefined) throw new CandorError('model.missing', 'Search needs the model "content". Run "candor train --model content".')
  const found = new Float32Array(searcher.items.length)
  searcher.search!(query, found)
  const relevance = realign(found, searcher.items, served.model.items)
  const top = relevance.reduce((best, value) => Math.max(best, value), 0)
  if (top > 0) for (let item = 0; item < relevance.length; item++) relevance[item] /= top
  const personal = new Float32Array(served.model.items.length)
  await served.model.score([history], personal)
  let span = 0
  for (let item = 0; item < personal.length; item++) if (relevance[item] > 0 && Number.isFinite(personal[item])) span = Math.max(span, Math.abs(personal[item]))
  return searchView(served.model, query, relevance, span > 0 ? personalShare / span : 0)
}

/** How far a personal score may move a search result: relevance runs from 0 to 1. */
const personalShare = 0.3

function localised(product: Product | undefined, locale: string | undefined): Product | undefined {
  const title = titleIn(product, locale)
  return product === undefined || title === product.title ? product : { ...product, ...(title === undefined ? {} : { title }) }
}
