import { type History, withoutEntries } from '../data/interactions.ts'
import { Random } from '../math/random.ts'
import { bootstrapDifference, bootstrapMean, type Interval, mean, quantile, spearman } from '../math/stats.ts'
import { topK } from '../math/topk.ts'
import type { Model } from '../models/model.ts'
import { type Attribution, attributions } from './attributions.ts'
import { proofsOf } from './counterfactual.ts'
import type { ExplainContext, Proof } from './explainer.ts'
import { perturb } from './perturb.ts'
import { maskOf, rankAmong } from './rank.ts'
import { effortOf, scoresOf, scoreWithout } from './rescore.ts'
import { subsetsOf } from './subsets.ts'
import { termsOf } from './terms.ts'

export interface FaithfulnessOptions {
  /** Length of the list; 10 unless told. */
  readonly k?: number
  readonly seed?: number
  /** Explain the first item and this many of random ranks 2 to k; 3 unless told. */
  readonly more?: number
  /** Re-scored histories an explanation may cost, the same for every method. */
  readonly budget?: number
  readonly methods?: readonly Attribution[]
  /** The same model with shuffled weights, for the sanity check. */
  readonly shuffled?: Model
  /** Re-scored histories one brute-force check of a minimum may cost; 300 unless told, 0 for none. */
  readonly bruteForce?: number
  readonly progress?: (done: number) => void
}

/** How faithful the explanations of one model are; every mean with its 95 % interval, bootstrapped over people. */
export interface FaithfulnessCard {
  readonly model: string
  readonly k: number
  readonly seed: number
  readonly people: number
  readonly cases: number
  /** Largest |score − base − Σ amounts| / |score − base| of the model's exact terms, score being what it served in 32 bits; absent where it has none. */
  readonly completeness?: number
  readonly methods: readonly MethodCard[]
  readonly counterfactual: CounterfactualCard
}

export interface MethodCard {
  readonly name: string
  /** See `perturb`, and `sanity`: |Spearman| with the amounts of the shuffled model, which for n entries is about √(2 / π(n − 1)) by chance alone, and `sanity-signed`; `stability`:
   * top-5 Jaccard over 5 seeds. */
  readonly metrics: Readonly<Record<string, Interval>>
  /** This method less the first, paired by person. */
  readonly difference: Readonly<Record<string, Interval & { p: number }>>
  /** Milliseconds an explanation. */
  readonly cost: { readonly p50: number; readonly p95: number }
}

export interface CounterfactualCard {
  /** Share of shown proofs that hold when re-scored here; must be 1. */
  readonly validity: number
  /** Share of items with a verified set of at most 5. */
  readonly 'cf@5': Interval
  /** Mean number of removals among those. */
  readonly size: Interval
  /** Share of proofs that claim to be minimal. */
  readonly minimal: number
  /** Largest size less the true minimum, over the proofs checked by brute force; 0 where every claim of minimality holds. */
  readonly gap: number
  readonly gapChecked: number
  readonly cost: { readonly p50: number; readonly p95: number }
}

const compared = ['pos-p@20', 'del-p', 'ins-p', 'cf@5']

/**
 * Measures explanations on people the model was not trained on: of each the first item of the list and some of random ranks below, over the candidates of the original history.
 * Same histories, model and seed: same card, but for the milliseconds.
 */
export async function faithfulness(model: Model, histories: readonly History[], options: FaithfulnessOptions = {}): Promise<FaithfulnessCard> {
  const { k = 10, seed = 1, more = 3, methods = attributions, bruteForce = 300 } = options
  const used = methods.filter((method) => method.supports(model))
  const random = new Random(seed).fork('faithfulness')
  const tables = used.map(() => new Table())
  const costs = used.map(() => [] as number[])
  const proofs = new Table()
  const proofCosts: number[] = []
  const tally = { cases: 0, shown: 0, valid: 0, minimal: 0, gap: 0, gapChecked: 0, completeness: 0 }
  for (const [person, history] of histories.entries()) {
    const ctx = await contextOf(model, history, k, seed, options.budget)
    const best = topK(ctx.scores!, k + 1, { exclude: maskOf(ctx.candidates) })
    const list = [...best.items.subarray(0, k)]
    const ranks = [0, ...random.sample(Math.max(0, list.length - 1), Math.min(more, Math.max(0, list.length - 1))).map((rank) => rank + 1)]
    for (const item of ranks.filter((rank) => rank < list.length).map((rank) => list[rank]!)) {
      tally.cases++
      for (const [m, method] of used.entries()) {
        const started = performance.now()
        const amounts = await method.amounts(model, history, item, ctx)
        costs[m]!.push(performance.now() - started)
        const figures = await perturb(model, history, item, amounts, ctx)
        if (options.shuffled) {
          const likeness = spearman(amounts, await method.amounts(options.shuffled, history, item, withoutScores(ctx)))
          figures.set('sanity', Math.abs(likeness))
          figures.set('sanity-signed', likeness)
        }
        figures.set('stability', await stabilityOf(method, model, history, item, ctx))
        tables[m]!.add(person, figures)
      }
      if (model.terms !== undefined) {
        const { score, base, residual } = termsOf(model, history, item)
        // Against the score that was served, not against what the terms say of themselves.
        if (score !== base) tally.completeness = Math.max(tally.completeness, Math.abs((ctx.scores![item] - score + residual) / (score - base)))
      }
      const started = performance.now()
      const [proof] = await proofsOf(model, history, [item], ctx)
      proofCosts.push(performance.now() - started)
      proofs.add(
        person,
        new Map([
          ['cf@5', proof !== undefined && proof.without.length <= 5 ? 1 : 0],
          ...(proof && proof.without.length <= 5 ? [['size', proof.without.length] as const] : []),
        ]),
      )
      if (proof === undefined) continue
      tally.shown++
      if (proof.minimal) tally.minimal++
      if (await isOff(model, history, proof.without, item, ctx)) tally.valid++
      const smaller = bruteForce > 0 ? await smallerThan(model, history, proof, item, ctx, bruteForce) : undefined
      if (smaller !== undefined) {
        tally.gapChecked++
        tally.gap = Math.max(tally.gap, smaller)
      }
    }
    options.progress?.((person + 1) / histories.length)
  }
  const cost = (list: number[]) => ({ p50: quantile(list, 0.5), p95: quantile(list, 0.95) })
  const draw = (name: string): Random => new Random(seed).fork(name)
  return {
    model: model.name,
    k,
    seed,
    people: histories.length,
    cases: tally.cases,
    ...(model.terms === undefined ? {} : { completeness: tally.completeness }),
    methods: used.map((method, m) => ({
      name: method.name,
      metrics: tables[m]!.intervals(draw),
      difference: m === 0 ? {} : tables[m]!.differences(tables[0]!, draw),
      cost: cost(costs[m]!),
    })),
    counterfactual: {
      validity: tally.shown === 0 ? 1 : tally.valid / tally.shown,
      'cf@5': proofs.interval('cf@5', draw),
      size: proofs.interval('size', draw),
      minimal: tally.shown === 0 ? 1 : tally.minimal / tally.shown,
      gap: tally.gap,
      gapChecked: tally.gapChecked,
      cost: cost(proofCosts),
    },
  }
}

/** Figures by person, so that the interval knows that one person's items are no independent cases. */
class Table {
  readonly #figures = new Map<string, Map<number, number[]>>()

  add(person: number, figures: ReadonlyMap<string, number>): void {
    for (const [name, value] of figures) {
      if (Number.isNaN(value)) continue
      const column = this.#figures.get(name) ?? new Map<number, number[]>()
      this.#figures.set(name, column)
      column.set(person, [...(column.get(person) ?? []), value])
    }
  }

  means(name: string): Map<number, number> {
    return new Map([...(this.#figures.get(name) ?? [])].map(([person, values]) => [person, mean(values)]))
  }

  interval(name: string, draw: (name: string) => Random): Interval {
    return bootstrapMean([...this.means(name).values()], draw(name))
  }

  intervals(draw: (name: string) => Random): Record<string, Interval> {
    return Object.fromEntries([...this.#figures.keys()].map((name) => [name, this.interval(name, draw)]))
  }

  differences(first: Table, draw: (name: string) => Random): Record<string, Interval & { p: number }> {
    const pairs = compared.map((name) => {
      const own = this.means(name)
      const other = first.means(name)
      const people = [...own.keys()].filter((person) => other.has(person))
      const a = people.map((person) => own.get(person)!)
      const b = people.map((person) => other.get(person)!)
      return [name, bootstrapDifference(a, b, draw(name))] as const
    })
    return Object.fromEntries(pairs)
  }
}

async function contextOf(model: Model, history: History, k: number, seed: number, budget: number | undefined): Promise<ExplainContext> {
  const candidates = new Uint8Array(model.items.length).fill(1)
  for (const item of history.items) if (item >= 0) candidates[item] = 0
  return { k, candidates, scores: await scoresOf(model, history), seed, ...(budget === undefined ? {} : { budget }) }
}

function withoutScores({ scores: _, ...ctx }: ExplainContext): ExplainContext {
  return ctx
}

/** Mean Jaccard similarity of the top 5 entries between a seed and four others. */
async function stabilityOf(method: Attribution, model: Model, history: History, item: number, ctx: ExplainContext): Promise<number> {
  const tops: Set<number>[] = []
  for (let other = 0; other < 5; other++) {
    const amounts = await method.amounts(model, history, item, { ...ctx, seed: ctx.seed + other })
    const order = [...amounts.keys()].filter((position) => amounts[position] > 0).sort((a, b) => amounts[b] - amounts[a])
    tops.push(new Set(order.slice(0, 5)))
  }
  const first = tops[0]!
  if (first.size === 0) return Number.NaN
  return mean(tops.slice(1).map((top) => [...top].filter((position) => first.has(position)).length / new Set([...top, ...first]).size))
}

async function isOff(model: Model, history: History, without: readonly number[], item: number, ctx: ExplainContext): Promise<boolean> {
  const scores = await scoresOf(model, withoutEntries(history, without))
  return rankAmong(scores, item, ctx.candidates, ctx.k) > ctx.k
}

/** By how many entries the proof is larger than the true minimum, by looking at every smaller set; undefined where that costs too much. */
async function smallerThan(model: Model, history: History, proof: Proof, item: number, ctx: ExplainContext, budget: number): Promise<number | undefined> {
  if (!proof.minimal) return undefined
  const positions = [...history.items.keys()]
  const sets: number[][] = []
  for (let size = 1; size < proof.without.length; size++) {
    for (const set of subsetsOf(positions, size)) {
      if (sets.push(set) > budget) return undefined
    }
  }
  let gap = 0
  const visit = (scores: Float32Array, index: number): boolean => {
    if (rankAmong(scores, item, ctx.candidates, ctx.k) > ctx.k) gap = proof.without.length - sets[index]!.length
    return gap > 0
  }
  await scoreWithout(model, history, sets, visit, effortOf(ctx))
  return gap
}
