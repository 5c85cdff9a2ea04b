import { historyOf, type Interactions, sliceHistory } from '../data/interactions.ts'
import { CandorError, giveWay, throwIfCancelled } from '../errors.ts'
import { BlendModel, blendVersion, type Fusion, isDescribing, valuesOf } from './blend-model.ts'
import { bestMix, fairCases, type Mix, type Pools, poolsOf, scalesOf } from './blend-weights.ts'
import { unpackModel } from './buffer.ts'
import type { Algorithm, Case, FitContext, Model } from './model.ts'
import { parseParams } from './params.ts'
import { withoutLast } from './people-sample.ts'

export interface BlendParams {
  readonly list: readonly string[]
  readonly settings: Readonly<Record<string, unknown>>
  readonly fusion: Fusion
  readonly newcomers: number
  readonly cases: number
}

/** Fewer cases say nothing about weights: the parts then count alike. */
const fewestCases = 10

/**
 * Several models as one. score(h, i) = Σ over parts of weight · scale · score(part, h, i), the scale one over the part's mean best score, so that the blend stays linear in its parts and its reasons
 * are the weighted reasons of its parts, exactly; or, with fusion `rank`, Σ weight / (60 + rank), of which no exact reasons can be given. The weights are those of the greatest NDCG@10
 * on the last entry of each person, held out from a first fit of the parts (or on `ctx.validation`, which saves that fit); one part alone is among the choices. Items without any event are scored by the parts
 * that know an item from its description. Fit: every part twice, plus the cases.
 * @param find the algorithm of a name; throws `algorithm.unknown`
 */
export function blend(find: (name: string) => Algorithm): Algorithm<BlendParams> {
  return {
    name: 'blend',
    paper:
      'Score fusion: Fox & Shaw, "Combination of multiple searches", TREC-2, 1993; rank fusion: Cormack, Clarke & Büttcher, "Reciprocal rank fusion", SIGIR 2009, doi:10.1145/1571941.1572114',
    summary: 'Several models as one, their weights fitted on held-out events; its reasons are the weighted reasons of its parts.',
    params: {
      list: { type: 'list', default: ['linear-next', 'content', 'popular'], doc: 'Names of the models that are blended.' },
      settings: { type: 'object', default: {}, doc: 'Parameters of the parts by name: {"content": {"brand": 2}}. Defaults for the rest.' },
      fusion: {
        type: 'choice',
        default: 'score',
        options: ['score', 'rank'],
        doc: '"score" adds scaled scores and keeps exact reasons; "rank" adds reciprocal ranks and has none.',
      },
      newcomers: {
        type: 'number',
        default: 0.05,
        min: 0,
        max: 2,
        doc: 'Least that the description of an item without events counts, beside 1 for a whole score. More shows new items more often; the fit may raise it.',
      },
      cases: { type: 'integer', default: 4000, min: 10, max: 1_000_000, doc: 'Most held-out events on which the weights are fitted.' },
    },
    async fit(data, params, ctx) {
      throwIfCancelled(ctx.signal)
      const recipes = recipesOf(params, find)
      const given = ctx.validation ?? []
      const inner = given.length > 0 ? data : withoutLast(data)
      const cases = fairCases(given.length > 0 ? given : lastEntries(data, inner), data.items.length, params.cases, ctx.seed)
      if (cases.length < fewestCases) {
        const { models } = await fitParts(recipes, data, ctx, 0, 1)
        const mix = { weights: models.map(() => 1 / models.length), newcomers: Math.max(params.newcomers, 1) }
        const scales = scalesOf(await poolsFor(models, someHistories(data), coldItems(data), params.fusion, ctx))
        return new BlendModel({ models, mix, scales, fusion: params.fusion, cold: coldItems(data) })
      }
      const half = given.length > 0 ? 0.9 : 0.45
      let { models, able } = await fitParts(recipes, inner, ctx, 0, half)
      const { mix, scales } = await fitMix(models, cases, coldItems(inner), params, ctx, half + 0.05)
      if (given.length === 0) {
        models = [] // the first fits may be large: let them go before the second
        models = (await fitParts(able, data, ctx, half + 0.05, 1)).models
      }
      return new BlendModel({ models, mix, scales, fusion: params.fusion, cold: coldItems(data) })
    },
    async load(bytes) {
      const file = unpackModel(bytes, 'blend', blendVersion)
      const { names, mix, scales, fusion } = file.meta as { names: string[]; mix: Mix; scales: number[]; fusion: Fusion }
      const cold = file.u8('cold')
      if (!(names.length > 0 && names.length === scales.length && names.length === mix.weights.length)) {
        throw new CandorError('model.corrupt', 'The parts of the "blend" model file do not fit its weights. Train it again with "candor train --model blend".')
      }
      const models: Model[] = []
      for (const [part, name] of names.entries()) models.push(await find(name).load(file.u8(`part${part}`)))
      return new BlendModel({ models, mix, scales, fusion, cold })
    },
  }
}

type Progress = Parameters<NonNullable<FitContext['progress']>>[0]
interface Recipe {
  readonly algorithm: Algorithm
  readonly params: object
}

/** The parts with whole, checked parameters. Throws `params.invalid`, `params.unknown` or `algorithm.unknown`. */
function recipesOf({ list, settings }: BlendParams, find: (name: string) => Algorithm): Recipe[] {
  const fail = (message: string): never => {
    throw new CandorError('params.invalid', message)
  }
  if (list.length === 0) fail('blend.list is empty; name at least one model, such as ["linear-next", "content"].')
  if (new Set(list).size < list.length) fail(`blend.list names a model twice: ${list.join(', ')}.`)
  if (list.includes('blend')) fail('blend.list names "blend" itself; name the models it shall be made of.')
  for (const name of Object.keys(settings))
    if (!list.includes(name)) fail(`blend.settings is for "${name}", which is not among blend.list: ${list.join(', ')}.`)
  return list.map((name) => {
    const algorithm = find(name)
    return { algorithm, params: parseParams(algorithm.params, Object.hasOwn(settings, name) ? settings[name] : undefined, name) }
  })
}

/**
 * Fits the parts one after the other: each may use the whole machine. Parts that cannot work without events are left out while there are too few, so that a new shop has a blend too;
 * `able` are those that were fitted. Throws `data.empty` when none was.
 */
async function fitParts(
  recipes: readonly Recipe[],
  data: Interactions,
  ctx: FitContext,
  from: number,
  to: number,
): Promise<{ models: Model[]; able: Recipe[] }> {
  const models: Model[] = []
  const able: Recipe[] = []
  let empty: CandorError | undefined
  for (const [part, recipe] of recipes.entries()) {
    throwIfCancelled(ctx.signal)
    const { algorithm, params } = recipe
    const at = (done: number): number => from + ((to - from) * (part + done)) / recipes.length
    const progress = (step: Progress): void => ctx.progress?.({ ...step, stage: `${algorithm.name}: ${step.stage}`, done: at(step.done) })
    try {
      models.push(await algorithm.fit(data, params, { ...ctx, progress }))
      able.push(recipe)
    } catch (error) {
      if (!(error instanceof CandorError && error.code === 'data.empty')) throw error
      empty = error
    }
  }
  if (models.length === 0 && empty !== undefined) throw empty
  return { models, able }
}

async function fitMix(
  models: readonly Model[],
  cases: readonly Case[],
  cold: Uint8Array,
  { fusion, newcomers }: BlendParams,
  ctx: FitContext,
  done: number,
): Promise<{ mix: Mix; scales: number[] }> {
  const describing = models.map(isDescribing)
  const pools = await poolsFor(models, cases, describing.includes(true) ? cold : new Uint8Array(cold.length), fusion, ctx)
  const scales = fusion === 'rank' ? models.map(() => 1) : scalesOf(pools) // reciprocal ranks share one unit
  const { ndcg, alone, ...mix } = bestMix(pools, scales, describing, newcomers)
  const figures: Record<string, number> = { 'ndcg@10': ndcg, newcomers: mix.newcomers }
  models.forEach((model, part) => {
    figures[`weight ${model.name}`] = mix.weights[part]!
    figures[`ndcg@10 ${model.name} alone`] = alone[part]!
  })
  ctx.progress?.({ stage: 'weights', done, figures })
  return { mix, scales }
}

function poolsFor(models: readonly Model[], cases: readonly Case[], cold: Uint8Array, fusion: Fusion, ctx: FitContext): Promise<Pools> {
  return poolsOf(cases, cold.length, models.length, cold, async (batch) => {
    await giveWay(ctx.signal)
    const histories = batch.map(({ history }) => history)
    const said: Float32Array[] = []
    for (const model of models) said.push(await valuesOf(model, histories, fusion))
    return said
  })
}

/** A few whole histories, where there is nothing to foretell: enough to compare the parts' units. */
function someHistories(data: Interactions): Case[] {
  if (data.items.length === 0) return []
  return Array.from({ length: Math.min(100, data.people.length) }, (_, person) => ({ person, history: historyOf(data, person), targets: Int32Array.of(0) }))
}

/** What `inner`, the data without everyone's last entry, is to foretell. */
function lastEntries(data: Interactions, inner: Interactions): Case[] {
  const cases: Case[] = []
  for (let person = 0; person < data.people.length; person++) {
    const length = inner.ptr[person + 1] - inner.ptr[person]
    const whole = historyOf(data, person)
    if (whole.items.length > length) cases.push({ person, history: sliceHistory(whole, 0, length), targets: whole.items.slice(length) })
  }
  return cases
}

/** 1 for items without any event [items]. */
function coldItems(data: Interactions): Uint8Array {
  const cold = new Uint8Array(data.items.length).fill(1)
  for (const item of data.cols) cold[item] = 0
  return cold
}
