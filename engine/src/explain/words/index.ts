import { en } from './en.ts'
import type { Fact, HistoryFact, LinkFact, NamedFact, ProofFact, Shop, ShopFact, UnnamedFact } from './facts.ts'
import { mostReasons } from './facts.ts'
import { firstFitting, type Titles, Told } from './fitting.ts'
import { type Cause, type Grammar, type Sentence, sentence, type Words } from './grammar.ts'
import { readable } from './readable.ts'
import type { Language } from './titles.ts'
import { zh } from './zh.ts'

const grammars: Readonly<Record<Language, Grammar>> = { en, zh }
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
export function sentences(facts: readonly Fact[], language: Language, shop: Shop, told: Told = new Told(language)): Sentences {
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
  const titles = told.titles(shop)
  if (proof !== undefined) for (const { item } of proof.items) titles.place(item)
  for (let i = 0; i < causes.length && i < mostReasons; i++) {
    const cause = causes[i]!
    if ('item' in cause) titles.place(cause.item)
  }
  const around = titles.count
  const insteadFact = instead
  const insteadSentence =
    insteadFact &&
    told.again({ kind: 'instead', item: insteadFact.item, marks: [], facts: [insteadFact], most: titleWords, around }, titles, (words) =>
      grammar.instead(insteadFact, words),
    )
  const ties: Sentence[] = []
  for (const link of links) {
    const made = told.again(
      { kind: 'link', item: link.item, marks: [link.link, link.people, link.name], facts: [link], most: titleWords, around },
      titles,
      (words) => grammar.link(link, words),
    )
    if (made !== undefined) ties.push(made)
  }
  const [first] = causes
  return {
    reason: reasonOf(facts, causes, links, grammar, titles, around),
    ...(proof === undefined ? {} : { proof: proofOf(proof, grammar, titles, around) }),
    ...(insteadSentence === undefined ? {} : { instead: insteadSentence }),
    links: ties,
    chip:
      (first?.kind === 'history'
        ? told.again({ kind: 'chip', item: first.item, marks: [first.event], facts: [first], most: chipTitleWords, around: 0 }, titles, (words) =>
            grammar.chip(first, words),
          )
        : firstFitting((words) => grammar.chip(first, words), chipTitleWords, titles, 0)) ?? sentence([]),
  }
}

/** Why one item is ahead of another, from `factsOfContrast`: at most 20 words and three reasons, as few as cover enough or as fit. */
export function contrastSentence(facts: readonly Fact[], language: Language, shop: Shop): Sentence {
  const margin = facts.find((fact) => fact.kind === 'margin')
  if (margin === undefined) return sentence([])
  const weighty = facts.filter(isCause).filter(isWeighed)
  const titles = new Told(language).titles(shop)
  for (let count = fewestCovering(weighty); count >= 0; count--) {
    const said = historyFirst(weighty.slice(0, count))
    const made = firstFitting((words) => grammars[language].contrast(margin, said, words), titleWords, titles, 0)
    if (made !== undefined) return made
  }
  return sentence([])
}

function reasonOf(facts: readonly Fact[], causes: readonly Cause[], links: readonly LinkFact[], grammar: Grammar, titles: Titles, around: number): Sentence {
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
    const made = (link && becauseOf(said, link, isPartial, grammar, titles, around)) ?? becauseOf(said, undefined, isPartial, grammar, titles, around)
    if (made !== undefined) return made
  }
  return grammar.nothing(nothing ?? { kind: 'nothing' })
}

function becauseOf(
  said: readonly Cause[],
  link: LinkFact | undefined,
  isPartial: boolean,
  grammar: Grammar,
  titles: Titles,
  around: number,
): Sentence | undefined {
  const stated: Fact[] = [...said]
  const marks: (string | number | boolean | undefined)[] = [isPartial, link?.link, link?.people, link?.name]
  for (const cause of said) marks.push(cause.kind, ...(cause.kind === 'history' ? [cause.item, cause.event] : cause.kind === 'unnamed' ? [] : [cause.name]))
  if (link !== undefined) stated.push(link)
  // The words "among others" state a fact too: how much is left out.
  if (isPartial) stated.push({ kind: 'others', share: 1 - shareOf(said) })
  const [first] = said
  return titles.told.again(
    { kind: 'because', item: first?.kind === 'history' ? first.item : -1, marks, facts: stated, most: titleWords, around },
    titles,
    (words) => {
      const made = grammar.because(said, link, isPartial, words)
      return isPartial ? { ...made, clauses: [...made.clauses, { text: '', fact: stated[stated.length - 1]! }] } : made
    },
  )
}

function proofOf(proof: ProofFact, grammar: Grammar, titles: Titles, around: number): Sentence {
  const isNamed = !proof.isPrivate && proof.items.length > 0 && proof.items.length <= mostReasons
  const made = isNamed
    ? titles.told.again(
        {
          kind: 'proof',
          item: proof.items[0]!.item,
          marks: proof.items.flatMap(({ item, event, isWhole }) => [item, event, isWhole]),
          most: titleWords,
          around,
        },
        titles,
        (words) => grammar.proof(proof, true, words),
      )
    : undefined
  return made ?? grammar.proof(proof, false, plain)
}

const plain: Words = { title: () => '', short: () => '' }

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
export { mostWords, Told } from './fitting.ts'
export type { Clause, Sentence } from './grammar.ts'
export { countWords, type Language } from './titles.ts'
