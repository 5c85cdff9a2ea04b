import type { EventName } from '../../data/events.ts'
import type { LinkFact } from './facts.ts'
import { type Cause, type Clause, type Grammar, sentence, type Verbs, type Words } from './grammar.ts'

const did: Verbs = {
  view_item: ['viewed ', ''],
  select_item: ['viewed ', ''],
  add_to_cart: ['added ', ' to your cart'],
  add_to_wishlist: ['saved ', ''],
  purchase: ['bought ', ''],
  rate: ['rated ', ''],
}
const deeds: Readonly<Partial<Record<EventName, string>>> = {
  view_item: 'your view of ',
  select_item: 'your view of ',
  add_to_cart: 'your cart’s ',
  add_to_wishlist: 'your saved ',
  purchase: 'your purchase of ',
  rate: 'your rating of ',
}

/** English. */
export const en: Grammar = {
  because(causes, link, isPartial, words) {
    const parts = because(causes, words)
    if (link !== undefined) parts.push(' (', { text: tieOf(link, words), fact: link }, ')')
    if (isPartial) parts.push(', among others')
    return sentence(['Because ', ...parts, '.'])
  },
  onlyPopular: (popularity, nothing) =>
    sentence([{ text: 'Popular with shoppers right now', fact: popularity }, '; ', { text: 'nothing in your history led to it', fact: nothing }, '.']),
  nothing: (nothing) => sentence([{ text: 'Nothing in your history points to this; it fills the list', fact: nothing }, '.']),
  proof(fact, isNamed, words) {
    const count = fact.without.length
    const what = !isNamed
      ? count === 1
        ? 'one thing in your history'
        : `these ${count} things in your history`
      : fact.items.length === 1
        ? `${fact.items[0]!.isWhole ? '' : 'part of '}${deeds[fact.items[0]!.event] ?? 'your interest in '}${words.title(fact.items[0]!.item)}`
        : join(fact.items.map(({ item }) => words.title(item)))
    return sentence([{ text: `Without ${what}, this would not be here (it would fall to rank ${fact.rankAfter})`, fact }, '.'])
  },
  instead: (fact, words) => sentence([{ text: `You would see ${words.title(fact.item)} instead`, fact }, '.']),
  link: (fact, words) => sentence([{ text: capital(standaloneOf(fact, words)), fact }, '.']),
  contrast(fact, causes, words) {
    const ahead: Clause = { text: `${fact.isAsked ? 'This' : words.title(fact.above)} is ahead of ${fact.isAsked ? words.title(fact.below) : 'this'}`, fact }
    return sentence(causes.length === 0 ? [ahead, '.'] : [ahead, ' because ', ...because(causes, words), '.'])
  },
  chip(cause, words) {
    if (cause === undefined) return sentence(['Fills the list'])
    if (cause.kind === 'history') return sentence([{ text: `You ${(did[cause.event] ?? did.view_item!).join(words.title(cause.item))}`, fact: cause }])
    if (cause.kind === 'popularity') return sentence([{ text: 'Popular right now', fact: cause }])
    if (cause.kind === 'new') return sentence([{ text: 'New in the shop', fact: cause }])
    if (cause.kind === 'unnamed') return sentence([{ text: 'From your history', fact: cause }])
    return sentence([{ text: capital(causeOf(cause, '', words).text), fact: cause }])
  },
}

function because(causes: readonly Cause[], words: Words): (string | Clause)[] {
  const parts: (string | Clause)[] = []
  let last = ''
  const deeds = causes.filter((cause) => cause.kind === 'history').length
  causes.forEach((cause, i) => {
    // "You bought A and B, and it is new": what the person did is one list, what is so of the item another.
    if (i > 0 && i < deeds) parts.push(i === deeds - 1 ? ' and ' : ', ')
    else if (i > 0) parts.push(i < causes.length - 1 ? ', ' : deeds > 1 || i > deeds ? ', and ' : ' and ')
    const { text, verb } = causeOf(cause, last, words)
    parts.push({ text, fact: cause })
    last = verb
  })
  return parts
}

function causeOf(cause: Cause, last: string, words: Words): { text: string; verb: string } {
  switch (cause.kind) {
    case 'history': {
      const [before, after] = did[cause.event] ?? did.view_item!
      const title = words.title(cause.item)
      if (last === '') return { text: `you ${before}${title}${after}`, verb: before }
      return { text: last === before && after === '' ? title : `${before}${title}${after}`, verb: before }
    }
    case 'unnamed':
      return { text: 'your earlier activity points to it', verb: '' }
    case 'popularity':
      return { text: 'it is popular right now', verb: '' }
    case 'new':
      return { text: 'it is new', verb: '' }
    case 'moved':
    case 'rerank':
      return { text: cause.name === 'diversity' ? 'it adds variety' : `the ${words.short(cause.name) || 'shop’s'} rule moved it up`, verb: '' }
    case 'social':
      return { text: 'people you follow like it', verb: '' }
    case 'rule':
      return { text: `the rule “${words.short(cause.name)}” applies`, verb: '' }
    case 'attribute':
    case 'text':
      return { text: `it matches “${words.short(cause.name)}”`, verb: '' }
  }
}

function tieOf({ link, name, people }: LinkFact, words: Words): string {
  if (link === 'bought-together') return `${people} shoppers bought both`
  if (link === 'words') return `similar words: ${words.short(name)}`
  if (link !== 'attribute') return `same ${link}: ${words.short(name)}`
  const [kind, value] = attributeOf(name)
  return kind === undefined ? `both ${words.short(value)}` : `same ${words.short(kind)}: ${words.short(value)}`
}

function standaloneOf({ link, name, item, people }: LinkFact, words: Words): string {
  const title = words.title(item)
  if (link === 'bought-together') return `${people} shoppers bought this and ${title}`
  if (link === 'words') return `described like ${title}: ${words.short(name)}`
  if (link !== 'attribute') return `same ${link} as ${title}: ${words.short(name)}`
  const [kind, value] = attributeOf(name)
  return kind === undefined ? `like ${title}: ${words.short(value)}` : `same ${words.short(kind)} as ${title}: ${words.short(value)}`
}

/** "colour: red" is an attribute and its value, "eco" a value alone. */
function attributeOf(name: string): [kind: string | undefined, value: string] {
  const at = name.indexOf(': ')
  return at < 0 ? [undefined, name] : [name.slice(0, at).replaceAll('_', ' '), name.slice(at + 2)]
}

function join(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
