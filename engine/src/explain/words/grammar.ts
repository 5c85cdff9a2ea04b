import type { EventName } from '../../data/events.ts'
import type { Fact, HistoryFact, LinkFact, MarginFact, NamedFact, ProofFact, ShopFact, UnnamedFact } from './facts.ts'

/** One piece of a sentence and the fact it states. */
export interface Clause {
  readonly text: string
  readonly fact: Fact
}

export interface Sentence {
  readonly text: string
  readonly clauses: readonly Clause[]
}

/** A fact that a "because" can name. */
export type Cause = HistoryFact | UnnamedFact | NamedFact | ShopFact

/** The templates of one language. `title(item)` and `short(name)` are already cut to fit. */
export interface Grammar {
  /** "Because you bought A and it is popular", in the order given; `link` says what ties the only one of them to the item. */
  because(causes: readonly Cause[], link: LinkFact | undefined, isPartial: boolean, words: Words): Sentence
  /** Popularity, and nothing the person did. */
  onlyPopular(popularity: Fact, nothing: Fact): Sentence
  nothing(nothing: Fact): Sentence
  proof(fact: ProofFact, isNamed: boolean, words: Words): Sentence
  instead(fact: Fact & { kind: 'instead' }, words: Words): Sentence
  link(fact: LinkFact, words: Words): Sentence
  /** "A is ahead of B because …"; without causes just that it is. */
  contrast(fact: MarginFact, causes: readonly Cause[], words: Words): Sentence
  /** A few words for a small label. */
  chip(cause: Cause | undefined, words: Words): Sentence
}

export interface Words {
  /** How an item is called. */
  title(item: number): string
  /** A brand, a category, a rule: cut to fit. */
  short(name: string): string
}

export type Verbs = Readonly<Partial<Record<EventName, readonly [before: string, after: string]>>>

export function sentence(parts: readonly (string | Clause)[]): Sentence {
  let text = ''
  const clauses: Clause[] = []
  for (const part of parts) {
    if (typeof part === 'string') text += part
    else {
      text += part.text
      clauses.push(part)
    }
  }
  // A title cut short already ends in dots.
  return { text: text.endsWith('….') ? text.slice(0, -1) : text, clauses }
}
