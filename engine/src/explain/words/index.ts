import { en } from './en.ts'
import type { Fact, HistoryFact, LinkFact, NamedFact, ProofFact, Shop, ShopFact, UnnamedFact } from './facts.ts'
import { mostReasons } from './facts.ts'
import { type Cause, type Grammar, type Sentence, sentence, type Words } from './grammar.ts'
import { readable } from './readable.ts'
import { type Cuts, cutsOf, cutTo, type Language, shorten, tellApart, wordsOver } from './titles.ts'
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
 * `told` is for all explanations of one list in this language and of this shop.
 */
export function sentences(facts: readonly Fact[], language: Language, shop: Shop, told: Told = new Map()): Sentences {
  const grammar = grammars[language]
  const causes: Cause[] = []
  const links: LinkFact[] = []
  let proof: ProofFact | undefined
  let instead: (Fact & { kind: 'instead' }) | undefined
  for (const fact of facts) {
    if (fact.kind === 'proof') proof ??= fact
    else if (fact.kind === 'instead') instead ??= fact
    else if (fact.kind !== 'link') {
      if (isCause(fact)) causes.push(fact)
    } else if (links.length < mostLinks) {
      const said = readable(fact, language)
      if (said !== undefined) links.push(said)
    }
  }
  const titles = new Titles(shop, language)
  if (proof !== undefined) for (const { item } of proof.items) titles.place(item)
  for (let i = 0; i < causes.length && i < mostReasons; i++) {
    const cause = causes[i]!
    if ('item' in cause) titles.place(cause.item)
  }
  const around = titles.items.length
  const fit: Fit = (make) => firstFitting(make, titleWords, titles, around)
  const insteadFact = instead
  const insteadSentence = insteadFact && again(told, `instead ${insteadFact.item}`, insteadFact, titleWords, titles, around, grammar.instead)
  const ties: Sentence[] = []
  for (const link of links) {
    const made = again(told, `${link.item} ${link.link} ${link.people} ${link.name}`, link, titleWords, titles, around, grammar.link)
    if (made !== undefined) ties.push(made)
  }
  const [first] = causes
  return {
    reason: reasonOf(facts, causes, links, language, fit),
    ...(proof === undefined ? {} : { proof: proofOf(proof, grammar, fit) }),
    ...(insteadSentence === undefined ? {} : { instead: insteadSentence }),
    links: ties,
    chip:
      (first?.kind === 'history'
        ? again(told, `chip ${first.event} ${first.item}`, first, chipTitleWords, titles, 0, grammar.chip)
        : firstFitting((words) => grammar.chip(first, words), chipTitleWords, titles, 0)) ?? sentence([]),
  }
}

type Fit = (make: (words: Words) => Sentence) => Sentence | undefined

/** Why one item is ahead of another, from `factsOfContrast`: at most 20 words and three reasons, as few as cover enough or as fit. */
export function contrastSentence(facts: readonly Fact[], language: Language, shop: Shop): Sentence {
  const margin = facts.find((fact) => fact.kind === 'margin')
  if (margin === undefined) return sentence([])
  const weighty = facts.filter(isCause).filter(isWeighed)
  const titles = new Titles(shop, language)
  for (let count = fewestCovering(weighty); count >= 0; count--) {
    const said = historyFirst(weighty.slice(0, count))
    const made = firstFitting((words) => grammars[language].contrast(margin, said, words), titleWords, titles, 0)
    if (made !== undefined) return made
  }
  return sentence([])
}

function reasonOf(facts: readonly Fact[], causes: readonly Cause[], links: readonly LinkFact[], language: Language, fit: Fit): Sentence {
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

function proofOf(proof: ProofFact, grammar: Grammar, fit: Fit): Sentence {
  const isNamed = !proof.isPrivate && proof.items.length <= mostReasons
  const plain: Words = { title: () => '', short: () => '' }
  return (isNamed ? fit((words) => grammar.proof(proof, true, words)) : undefined) ?? grammar.proof(proof, false, plain)
}

/**
 * The sentence with the longest titles that has at most 20 words; each try cuts every title by its part of what is too much. Undefined where none fits, or where two different items of it would be
 * called the same; it also keeps them apart from the first `around` items that stand beside it where their titles can be told apart.
 */
function firstFitting(make: (words: Words) => Sentence, most: number, titles: Titles, around: number): Sentence | undefined {
  for (let size = most; size > 0; ) {
    const words = new CutWords(titles, size)
    let made = make(words)
    if (words.places.length > 0 && !titles.areApart(size)) {
      const said = words.places.length
      for (let place = 0; place < around; place++) words.note(place)
      if (hasTwins(words, words.places.length)) {
        const items = words.places.map((place) => titles.items[place]!)
        const apart = tellApart(items.map(titles.shop.titleOf), size, titles.language)
        if (apart === undefined && hasTwins(words, said)) return undefined
        if (apart !== undefined) made = make({ title: (item) => apart[items.indexOf(item)] || nameless[titles.language], short: (name) => words.short(name) })
      }
    }
    const excess = wordsOver(made.text, mostWords, titles.language)
    if (excess === 0) return made
    size -= Math.max(1, Math.ceil(excess / Math.max(1, words.cuts)) - 1)
  }
  return undefined
}

/** Sentences of one clause that were made for other items of the list, by what they say: the same few entries of the history stand behind most of it. */
export type Told = Map<string, { readonly text: string; readonly clause: string; readonly items: readonly number[]; readonly size: number }>

/** As `firstFitting`, for a sentence of one clause, which states the fact; one that was made before is taken where its items are called differently here too. */
function again<T extends Fact>(
  told: Told,
  key: string,
  fact: T,
  most: number,
  titles: Titles,
  around: number,
  make: (fact: T, words: Words) => Sentence,
): Sentence | undefined {
  const known = told.get(key)
  if (known !== undefined) {
    for (const item of known.items) titles.place(item)
    if (titles.areApart(known.size)) return { text: known.text, clauses: [{ text: known.clause, fact }] }
  }
  let words: Words | undefined
  const made = firstFitting(
    (given) => {
      words = given
      return make(fact, given)
    },
    most,
    titles,
    around,
  )
  // Not where titles were told apart: elsewhere they may stand beside others.
  if (made !== undefined && words instanceof CutWords && titles.areApart(words.size))
    told.set(key, { text: made.text, clause: made.clauses[0]!.text, items: words.places.map((place) => titles.items[place]!), size: words.size })
  return made
}

/** The titles of the items that the sentences of one explanation name, each with a place, and how they are called at each size. */
class Titles {
  readonly shop: Shop
  readonly language: Language
  /** The items by place. */
  readonly items: number[] = []
  /** By place. */
  readonly #cuts: Cuts[] = []
  /** How many of the first places are known to be called differently, by size; −1: not all are. */
  readonly #apart: number[] = []

  constructor(shop: Shop, language: Language) {
    this.shop = shop
    this.language = language
  }

  place(item: number): number {
    const known = this.items.indexOf(item)
    if (known >= 0) return known
    this.#cuts.push(cutsOf(this.shop.titleOf(item)))
    return this.items.push(item) - 1
  }

  called(place: number, size: number): string {
    return cutTo(this.#cuts[place]!, size, this.language)
  }

  /** Whether no two of the items so far are called the same at this size: what nearly always holds, so that no sentence has to look. */
  areApart(size: number): boolean {
    let known = this.#apart[size] ?? 0
    while (known >= 0 && known < this.items.length) {
      const called = this.called(known, size)
      let other = 0
      while (other < known && this.called(other, size) !== called) other++
      known = other < known ? -1 : known + 1
    }
    this.#apart[size] = known
    return known >= 0
  }
}

/** Titles cut to one size, and which of them one sentence asked for. */
class CutWords implements Words {
  readonly #titles: Titles
  readonly size: number
  /** Where the items named or noted so far stand among the titles, each once. */
  readonly places: number[] = []
  /** How often something was cut. */
  cuts = 0

  constructor(titles: Titles, size: number) {
    this.#titles = titles
    this.size = size
  }

  title(item: number): string {
    this.cuts++
    const place = this.#titles.place(item)
    this.note(place)
    return this.called(place)
  }

  short(name: string): string {
    this.cuts++
    return shorten(name, this.size, this.#titles.language)
  }

  /** Notes an item that the sentence may not name, but that stands beside it. */
  note(place: number): void {
    if (!this.places.includes(place)) this.places.push(place)
  }

  called(place: number): string {
    return this.#titles.called(place, this.size) || nameless[this.#titles.language]
  }
}

/** Whether two of the first `count` items read the same: there are a handful at most. */
function hasTwins(words: CutWords, count: number): boolean {
  const { places } = words
  for (let i = 1; i < count; i++) for (let j = 0; j < i; j++) if (words.called(places[i]!) === words.called(places[j]!)) return true
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
