import { type EventName, eventNames } from '../../data/events.ts'
import type { History } from '../../data/interactions.ts'
import { sortFew } from '../../math/sort-few.ts'
import type { Link, Model } from '../../models/model.ts'
import type { Contrast } from '../contrast.ts'
import type { Explanation, Proof, Reason } from '../explainer.ts'

/** Something checkable that a clause of a sentence says. `share` is its part of the positive mass, 0 to 1. */
export type Fact = HistoryFact | UnnamedFact | LinkFact | NamedFact | ShopFact | ProofFact | InsteadFact | MarginFact | OthersFact | NothingFact

/** All entries of the person's history with one item, which together speak for the explained item. */
export interface HistoryFact {
  readonly kind: 'history'
  readonly item: number
  /** The strongest event among them. */
  readonly event: EventName
  readonly positions: readonly number[]
  readonly amount: number
  readonly share: number
}

/** Entries that speak for the item but must not be named, and what entries do only together. */
export interface UnnamedFact {
  readonly kind: 'unnamed'
  readonly positions: readonly number[]
  readonly amount: number
  readonly share: number
}

/** What an item of the history and the explained item have in common. */
export interface LinkFact {
  readonly kind: 'link'
  readonly link: Link['kind']
  readonly name: string
  /** The item of the history. */
  readonly item: number
  /** With `bought-together`: how many different people, at least the threshold. */
  readonly people?: number
}

/** A part of the score that no history entry causes. */
export interface NamedFact {
  readonly kind: 'popularity' | 'attribute' | 'text' | 'social' | 'rule' | 'rerank'
  readonly name: string
  readonly amount: number
  readonly share: number
}

/** What the shop itself knows of the item: it is new, or a re-ranking moved it up. */
export interface ShopFact {
  readonly kind: 'new' | 'moved'
  /** With `moved`: the name of the re-ranker. */
  readonly name: string
}

/** The verified removal, merged by item. */
export interface ProofFact {
  readonly kind: 'proof'
  readonly items: readonly { readonly item: number; readonly event: EventName; readonly isWhole: boolean }[]
  /** Positions taken away. */
  readonly without: readonly number[]
  readonly rankAfter: number
  /** True where one of the items must not be named. */
  readonly isPrivate: boolean
}

export interface InsteadFact {
  readonly kind: 'instead'
  readonly item: number
}

/** The one item scores above the other. */
export interface MarginFact {
  readonly kind: 'margin'
  readonly above: number
  readonly below: number
  /** Difference of the scores, at least 0. */
  readonly margin: number
  /** Whether `above` is the item that was asked about. */
  readonly isAsked: boolean
}

/** The named reasons leave this share of the positive mass out. */
export interface OthersFact {
  readonly kind: 'others'
  readonly share: number
}

/** Nothing in the history speaks for the item. */
export interface NothingFact {
  readonly kind: 'nothing'
}

/** What the sentences may know of the shop. */
export interface Shop {
  titleOf(item: number): string
  /** Items that are never named: neither as a reason nor in a proof. */
  sensitive?(item: number): boolean
  /** Least number of different people behind a "bought together" fact. */
  readonly kAnonymity: number
  /** More about the explained item: `new`, `moved`. */
  readonly about?: readonly ShopFact[]
}

/** Most reasons in one sentence. */
export const mostReasons = 3
/** The strongest event first. */
const strength: readonly EventName[] = ['purchase', 'rate', 'add_to_cart', 'add_to_wishlist', 'view_item', 'select_item']

/**
 * The facts behind an explanation, strongest first: the person's own entries merged by item, what ties them to the item by the model's links, the parts of the score
 * without a cause in the history, the proof. Only what speaks for the item; nothing sensitive by name; links of other people only from `kAnonymity` people on.
 */
export function factsOf(explanation: Explanation, history: History, model: Pick<Model, 'links'>, shop: Shop): Fact[] {
  const { item, reasons, residual, proof } = explanation
  const causes = causesOf(reasons, Math.max(0, residual), history, shop)
  const facts: Fact[] = [...causes]
  // Of causes that no sentence names, nobody asks what ties them to the item; to find out is the dearest part of the telling.
  if (!isSensitive(shop, item)) {
    let said = 0
    for (const cause of causes) if (cause.kind === 'history' && said++ < mostReasons) addLinks(facts, model, cause.item, item, shop)
  }
  if (shop.about !== undefined) facts.push(...shop.about)
  if (!causes.some((cause) => cause.kind === 'history' || cause.kind === 'unnamed')) facts.push({ kind: 'nothing' })
  if (proof !== undefined) {
    facts.push(proofFactOf(proof, history, shop))
    if (proof.instead >= 0 && !isSensitive(shop, proof.instead)) facts.push({ kind: 'instead', item: proof.instead })
  }
  return facts
}

/** The facts behind a contrast: which item is ahead, and what the person did that speaks for it over the other. */
export function factsOfContrast({ item, versus, margin, residual, reasons }: Contrast, history: History, shop: Shop): Fact[] {
  const isAsked = margin >= 0
  const sign = isAsked ? 1 : -1
  const turned = reasons.map((reason) => ({ ...reason, amount: sign * reason.amount }))
  const ahead: MarginFact = { kind: 'margin', above: isAsked ? item : versus, below: isAsked ? versus : item, margin: Math.abs(margin), isAsked }
  return [ahead, ...causesOf(turned, Math.max(0, sign * residual), history, shop)]
}

/**
 * What speaks for the item, strongest first. `rest` is positive mass that no single entry holds: what entries do together, as with two purchases of which either would do.
 * It belongs to the history, to no item by name.
 */
function causesOf(reasons: readonly Reason[], rest: number, history: History, shop: Shop): (HistoryFact | UnnamedFact | NamedFact)[] {
  const groups: { readonly item: number; amount: number; readonly positions: number[] }[] = []
  const unnamed = { amount: 0, positions: [] as number[] }
  for (const { kind, ref, amount } of reasons) {
    if (kind !== 'history') continue
    const item = history.items[ref]
    // Few entries speak for an item, and hardly ever two with the same one.
    const group = groups.find((other) => other.item === item)
    if (group === undefined) groups.push({ item, amount, positions: [ref] })
    else {
      group.amount += amount
      group.positions.push(ref)
    }
  }
  let mass = rest
  for (const { item, amount, positions } of groups) {
    if (!(amount > 0)) continue
    mass += amount
    if (!isSensitive(shop, item)) continue
    unnamed.amount += amount
    unnamed.positions.push(...positions)
  }
  for (const { kind, amount } of reasons) if (kind !== 'history' && amount > 0) mass += amount
  if (rest > 1e-6 * mass) unnamed.amount += rest
  const causes: (HistoryFact | UnnamedFact | NamedFact)[] = []
  for (const { item, amount, positions } of groups) {
    if (!(amount > 0) || isSensitive(shop, item)) continue
    sortFew(positions, ascending)
    causes.push({ kind: 'history', item, event: strongest(history, positions), positions, amount, share: amount / mass })
  }
  if (unnamed.amount > 0) {
    causes.push({ kind: 'unnamed', positions: sortFew(unnamed.positions, ascending), amount: unnamed.amount, share: unnamed.amount / mass })
  }
  for (const { kind, name = '', amount } of reasons) if (kind !== 'history' && amount > 0) causes.push({ kind, name, amount, share: amount / mass })
  return sortFew(causes, (a, b) => b.amount - a.amount)
}

function ascending(a: number, b: number): number {
  return a - b
}

function proofFactOf({ without, rankAfter }: Proof, history: History, shop: Shop): ProofFact {
  const items = [...new Set(without.map((position) => history.items[position]))].map((item) => {
    const gone = without.filter((position) => history.items[position] === item)
    const all = history.items.reduce((count, other) => count + (other === item ? 1 : 0), 0)
    return { item, event: strongest(history, gone), isWhole: gone.length === all }
  })
  return { kind: 'proof', items, without, rankAfter, isPrivate: items.some(({ item }) => isSensitive(shop, item)) }
}

function isSensitive(shop: Shop, item: number): boolean {
  return shop.sensitive?.(item) === true
}

function addLinks(facts: Fact[], model: Pick<Model, 'links'>, from: number, to: number, shop: Shop): void {
  for (const { kind, name, people } of model.links?.(from, to) ?? []) {
    if (kind === 'bought-together' && !(people !== undefined && people >= shop.kAnonymity)) continue
    facts.push({ kind: 'link', link: kind, name, item: from, ...(people === undefined ? {} : { people }) })
  }
}

function strongest(history: History, positions: readonly number[]): EventName {
  return strength.find((name) => positions.some((position) => eventNames[history.kinds[position]] === name)) ?? 'view_item'
}
