import { en } from './en.ts'
import type { Fact, HistoryFact, LinkFact, NamedFact, ProofFact, Shop, ShopFact, UnnamedFact } from './facts.ts'
import { mostReasons } from './facts.ts'
import { type Cause, type Grammar, type Sentence, sentence, type Words } from './grammar.ts'
import { readable } from './readable.ts'
import { type Language, shorten, tellApart, wordsOver } from './titles.ts'
import { zh } from './zh.ts'

const grammars: Readonly<Record<Language, Grammar>> = { en, zh }
const nameless: Readonly<Record<Language, string>> = { en: 'an item', zh: '一件商品' }

/** Most words of a sentence. */
export const mostWords = 20
/** Most sentences about what ties the history to the item. */
const mostLinks = 3
/** Share of the positive mass that the reasons must cover, or the sentence says "among others". */
export const coverage = 0.6
/** Words a title is cut to at most. */
const titleWords = 8
const chipTitleWords = 4

/** Everything there is to say about one explanation, every clause tied to the fact it states. */
export interface Sentences {
  /** Why it is here. */
  readonly reason: Sentence
  /** The verified "without …" line. */
  readonly proof?: Sentence
  /** What would be there instead. */
  readonly instead?: Sentence
  /** What ties the history to the item, one sentence a fact. */
  readonly links: readonly Sentence[]
  /** For a small label. */
  readonly chip: Sentence
}

/**
 * Sentences in one language from `factsOf` the explanation: templates over facts, never free text. Each has at most 20 words and three reasons; titles are shortened to fit.
 * The reasons cover 60 % of what speaks for the item, or the sentence says that there are others; where nothing but popularity speaks for it, it says exactly that.
 */
export function sentences(facts: readonly Fact[], language: Language, shop: Shop): Sentences {
  const grammar = grammars[language]
  const causes = facts.filter(isCause)
  const links = facts.flatMap((fact) => (fact.kind === 'link' ? readable(fact, language) : [])).slice(0, mostLinks)
  const proof = facts.find((fact) => fact.kind === 'proof')
  const instead = facts.find((fact) => fact.kind === 'instead')
  const around = [...new Set([...(proof?.items ?? []), ...causes.slice(0, mostReasons)].flatMap((fact) => ('item' in fact ? [fact.item] : [])))]
  const fit = (make: (words: Words) => Sentence): Sentence | undefined => firstFitting(make, titleWords, language, shop, around)
  const insteadSentence = instead && fit((words) => grammar.instead(instead, words))
  return {
    reason: reasonOf(facts, causes, links, language, fit),
    ...(proof === undefined ? {} : { proof: proofOf(proof, grammar, fit) }),
    ...(insteadSentence === undefined ? {} : { instead: insteadSentence }),
    links: links.map((link) => fit((words) => grammar.link(link, words))).filter((made) => made !== undefined),
    chip: firstFitting((words) => grammar.chip(causes[0], words), chipTitleWords, language, shop) ?? sentence([]),
  }
}

/** Why one item is ahead of another, from `factsOfContrast`: at most 20 words and three reasons, as few as cover enough or as fit. */
export function contrastSentence(facts: readonly Fact[], language: Language, shop: Shop): Sentence {
  const margin = facts.find((fact) => fact.kind === 'margin')
  if (margin === undefined) return sentence([])
  const weighty = facts.filter(isCause).filter(isWeighed)
  for (let count = fewestCovering(weighty); count >= 0; count--) {
    const said = historyFirst(weighty.slice(0, count))
    const made = firstFitting((words) => grammars[language].contrast(margin, said, words), titleWords, language, shop)
    if (made !== undefined) return made
  }
  return sentence([])
}

function reasonOf(
  facts: readonly Fact[],
  causes: readonly Cause[],
  links: readonly LinkFact[],
  language: Language,
  fit: (make: (words: Words) => Sentence) => Sentence | undefined,
): Sentence {
  const grammar = grammars[language]
  const nothing = facts.find((fact) => fact.kind === 'nothing')
  const weighty = causes.filter(isWeighed)
  const others = causes.filter((cause) => !isWeighed(cause))
  if (nothing !== undefined && others.length === 0 && weighty.every((cause) => cause.kind === 'popularity')) {
    return weighty[0] === undefined ? grammar.nothing(nothing) : grammar.onlyPopular(weighty[0], nothing)
  }
  // Fewest reasons that cover enough; where they don't fit, fewer of them and "among others".
  const enough = weighty.length === 0 ? 0 : fewestCovering(weighty)
  const chosen = [...weighty.slice(0, enough), ...others].slice(0, mostReasons)
  for (let count = chosen.length; count > 0; count--) {
    const said = historyFirst(chosen.slice(0, count))
    const isPartial = weighty.length > 0 && shareOf(said) < coverage
    const only = said.length === 1 && said[0]!.kind === 'history' ? said[0] : undefined
    const ties = links.filter((candidate) => candidate.item === only?.item)
    // Words in common are the weakest thing to say.
    const link = ties.find((candidate) => candidate.link !== 'words') ?? ties[0]
    const made =
      (link && fit((words) => partial(grammar.because(said, link, isPartial, words), isPartial, said))) ??
      fit((words) => partial(grammar.because(said, undefined, isPartial, words), isPartial, said))
    if (made !== undefined) return made
  }
  return grammar.nothing(nothing ?? { kind: 'nothing' })
}

/** The words "among others" state a fact too: how much is left out. */
function partial(made: Sentence, isPartial: boolean, said: readonly Cause[]): Sentence {
  return isPartial ? { ...made, clauses: [...made.clauses, { text: '', fact: { kind: 'others', share: 1 - shareOf(said) } }] } : made
}

function proofOf(proof: ProofFact, grammar: Grammar, fit: (make: (words: Words) => Sentence) => Sentence | undefined): Sentence {
  const isNamed = !proof.isPrivate && proof.items.length <= mostReasons
  const plain: Words = { title: () => '', short: () => '' }
  return (isNamed ? fit((words) => grammar.proof(proof, true, words)) : undefined) ?? grammar.proof(proof, false, plain)
}

/**
 * The sentence with the longest titles that has at most 20 words; each try cuts every title by its part of what is too much. Undefined where none fits, or where two different items of it would be
 * called the same; it also keeps them apart from the items `around` it where their titles can be told apart.
 */
function firstFitting(make: (words: Words) => Sentence, most: number, language: Language, shop: Shop, around: readonly number[] = []): Sentence | undefined {
  for (let size = most; size > 0; ) {
    const words = new CutWords(shop, language, size)
    let made = make(words)
    const said = words.items.length
    if (said > 0) for (const item of around) words.note(item)
    if (hasTwins(words.called, words.called.length)) {
      const { items } = words
      const apart = tellApart(items.map(shop.titleOf), size, language)
      if (apart === undefined && hasTwins(words.called, said)) return undefined
      if (apart !== undefined) made = make({ title: (item) => apart[items.indexOf(item)] || nameless[language], short: (name) => words.short(name) })
    }
    const excess = wordsOver(made.text, mostWords, language)
    if (excess === 0) return made
    size -= Math.max(1, Math.ceil(excess / Math.max(1, words.cuts)) - 1)
  }
  return undefined
}

/** Titles cut to one size, and which of them were asked for. */
class CutWords implements Words {
  readonly #shop: Shop
  readonly #language: Language
  readonly #size: number
  /** The items named or noted so far, each once. */
  readonly items: number[] = []
  /** How they are called, in the same order. */
  readonly called: string[] = []
  /** How often something was cut. */
  cuts = 0

  constructor(shop: Shop, language: Language, size: number) {
    this.#shop = shop
    this.#language = language
    this.#size = size
  }

  title(item: number): string {
    this.cuts++
    const at = this.items.indexOf(item)
    if (at >= 0) return this.called[at]!
    const called = this.#cut(item) || nameless[this.#language]
    this.items.push(item)
    this.called.push(called)
    return called
  }

  short(name: string): string {
    this.cuts++
    return shorten(name, this.#size, this.#language)
  }

  /** Notes an item that the sentence does not name, but that stands beside it. */
  note(item: number): void {
    if (this.items.includes(item)) return
    this.items.push(item)
    this.called.push(this.#cut(item))
  }

  #cut(item: number): string {
    return shorten(this.#shop.titleOf(item), this.#size, this.#language)
  }
}

/** Whether two of the first `count` titles read the same: there are a handful at most. */
function hasTwins(titles: readonly string[], count: number): boolean {
  for (let i = 1; i < count; i++) for (let j = 0; j < i; j++) if (titles[i] === titles[j]) return true
  return false
}

function fewestCovering(weighty: readonly (HistoryFact | UnnamedFact | NamedFact)[]): number {
  for (let count = 1; count < Math.min(mostReasons, weighty.length); count++) if (shareOf(weighty.slice(0, count)) >= coverage) return count
  return Math.min(mostReasons, weighty.length)
}

function shareOf(causes: readonly Cause[]): number {
  return causes.reduce((sum, cause) => sum + ('share' in cause ? cause.share : 0), 0)
}

function historyFirst(causes: readonly Cause[]): Cause[] {
  return [...causes.filter((cause) => cause.kind === 'history'), ...causes.filter((cause) => cause.kind !== 'history')]
}

function isWeighed(cause: Cause): cause is Exclude<Cause, ShopFact> {
  return 'share' in cause
}

function isCause(fact: Fact): fact is HistoryFact | UnnamedFact | NamedFact | ShopFact {
  return fact.kind !== 'link' && fact.kind !== 'proof' && fact.kind !== 'instead' && fact.kind !== 'others' && fact.kind !== 'nothing' && fact.kind !== 'margin'
}

export type { Fact, LinkFact, Shop } from './facts.ts'
export { factsOf, factsOfContrast, mostReasons } from './facts.ts'
export type { Clause, Sentence } from './grammar.ts'
export { countWords, type Language } from './titles.ts'
