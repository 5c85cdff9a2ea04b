import { describe, expect, it } from 'vitest'
import { eventKind, eventNames } from '../../../src/data/events.ts'
import { type History, historyFromItems } from '../../../src/data/interactions.ts'
import { contrastOf } from '../../../src/explain/contrast.ts'
import type { Explanation, Proof, Reason } from '../../../src/explain/explainer.ts'
import { byAmount } from '../../../src/explain/terms.ts'
import {
  contrastSentence,
  countWords,
  type Fact,
  factsOf,
  factsOfContrast,
  type Language,
  type Sentence,
  type Sentences,
  type Shop,
  sentences,
  Told,
} from '../../../src/explain/words/index.ts'
import { Random } from '../../../src/math/random.ts'
import type { Link, Model } from '../../../src/models/model.ts'
import { smallModel } from '../small-models.ts'

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
const languages: Language[] = ['en', 'zh']
const pieces = [
  'Neutrogena',
  'Ultra Sheer, Dry-Touch',
  'SPF 55',
  '(Pack of 2)',
  'for',
  'with',
  '- Very Black',
  '"Quoted"',
  '3/4" & more',
  '雅诗兰黛小棕瓶特润修护',
  '保湿面霜(补水)',
  'Donaudampfschifffahrtsgesellschaftskapitän',
  '\u202Ereversed\u202C',
  'line\nbreak\u0000',
  '<b>bold</b>',
  '!!!',
  '50ml',
  '',
]
const linkKinds: Link['kind'][] = ['brand', 'seller', 'category', 'attribute', 'words', 'bought-together']
const kinds: Reason['kind'][] = ['popularity', 'attribute', 'text', 'social', 'rule', 'rerank']

interface Trial {
  explanation: Explanation
  history: History
  model: Model
  shop: Shop
  titles: string[]
  sensitive: Set<number>
}

/** Long, hostile titles, each with a mark of its own at its start so that a test can see which titles a sentence names. */
function trial(seed: number): Trial {
  const random = new Random(`words/${seed}`)
  const items = 12
  const titles = Array.from({ length: items }, (_, item) => {
    const rest = Array.from({ length: random.int(14) }, () => random.pick(pieces)).join(random.chance(0.7) ? ' ' : '')
    return random.chance(0.1) ? random.pick(['', ' ', '!!!', '\u0000']) : `T${item}x ${rest}`
  })
  const entries = random.int(12)
  const history = historyFromItems(Array.from({ length: entries }, () => random.int(items)))
  for (let i = 0; i < entries; i++) history.kinds[i] = random.int(eventNames.length)
  const reasons: Reason[] = []
  for (let ref = 0; ref < entries; ref++)
    if (random.chance(0.8)) reasons.push({ kind: 'history', ref, amount: seed % 2 === 0 ? random.exponential() ** 2 - 0.3 : 0.2 + 0.1 * random.next() })
  for (const kind of kinds) {
    if (random.chance(0.15)) reasons.push({ kind, ref: -1, name: `name of ${kind} ${random.pick(pieces)}`, amount: random.exponential() - 0.1 })
  }
  const residual = random.chance(0.2) ? random.normal() : 0
  const score = reasons.reduce((sum, reason) => sum + reason.amount, 0.1 + residual)
  const without = [...history.items.keys()].filter(() => random.chance(0.4))
  const proof: Proof = { without, rankBefore: 2, rankAfter: 11 + random.int(5000), minimal: true, instead: random.int(items + 1) - 1 }
  const links = new Map<string, Link[]>()
  const model: Model = Object.assign(smallModel({ items, units: new Float64Array(items * items) }), {
    links: (from: number, to: number) => {
      const key = `${from}/${to}`
      if (!links.has(key)) {
        const some = linkKinds.filter(() => random.chance(0.3))
        links.set(
          key,
          some.map((kind) => ({
            kind,
            // Of people nothing but their number is told.
            name: kind === 'bought-together' ? '' : `${kind} ${random.pick(pieces)} ${random.pick(pieces)}`,
            amount: 1,
            ...(kind === 'bought-together' ? { people: 2 + random.int(20) } : {}),
          })),
        )
      }
      return links.get(key)!
    },
  })
  const sensitive = new Set([...titles.keys()].filter(() => random.chance(0.2)))
  return {
    explanation: {
      item: random.int(items),
      method: 'terms',
      score,
      base: 0.1,
      residual,
      reasons: byAmount(reasons),
      ...(without.length > 0 ? { proof } : {}),
    },
    history,
    model,
    shop: { titleOf: (item) => titles[item]!, sensitive: (item) => sensitive.has(item), kAnonymity: 10 },
    titles,
    sensitive,
  }
}

function all({ reason, proof, instead, links, chip }: Sentences): Sentence[] {
  return [reason, ...(proof ? [proof] : []), ...(instead ? [instead] : []), ...links, chip]
}

/** Numbers of the items whose titles a text names. */
function named(text: string): number[] {
  return [...text.matchAll(/T(\d+)x/gu)].map((match) => Number(match[1]))
}

describe.each(languages)('sentences in %s', (language) => {
  it('have at most 20 words, three reasons, no control characters, over 4,000 random explanations with hostile titles', () => {
    let longest = 0
    for (let seed = 0; seed < 4000; seed++) {
      const { explanation, history, model, shop } = trial(seed)
      const made = sentences(factsOf(explanation, history, model, shop), language, shop)
      for (const { text } of all(made)) {
        const count = language === 'en' ? countWords(text, 'en') : [...segmenter.segment(text)].filter((segment) => segment.isWordLike).length
        longest = Math.max(longest, count)
        expect(count, text).toBeLessThanOrEqual(20)
        expect([...text].some((letter) => letter < ' ' || (letter >= '\u202a' && letter <= '\u202e'))).toBe(false)
        expect(text.trim()).not.toBe('')
      }
      const reasons = made.reason.clauses.filter(({ fact }) => fact.kind !== 'link' && fact.kind !== 'others' && fact.kind !== 'nothing')
      expect(reasons.length).toBeLessThanOrEqual(3)
    }
    expect(longest).toBeGreaterThan(17) // the limit is really met
  })

  it('are the same where some were told for other items of the list before', () => {
    let again = 0
    for (let seed = 0; seed < 400; seed++) {
      const { explanation, history, model, shop, titles } = trial(seed)
      const told = new Told(language)
      for (let turn = 0; turn < 12; turn++) {
        const { reasons, proof } = explanation
        const rotated = turn >> 1
        const other: Explanation = {
          ...explanation,
          item: (explanation.item + rotated) % titles.length,
          // The same entries speak for each item, but not all of them, nor as loudly: which are named, by which event, and whether they are all, changes.
          reasons: reasons
            .map((reason, i) => ({ ...reason, amount: reasons[(i + rotated) % reasons.length]!.amount * (turn % 2 === 1 && i < 2 ? 4 : 1) }))
            .map((reason) => (reason.kind === 'history' ? reason : { ...reason, name: `${turn % 3} ${reason.name}` }))
            .filter((_, i) => turn < 4 || i % 5 !== turn % 5),
          ...(proof === undefined
            ? {}
            : {
                proof: {
                  ...proof,
                  without: proof.without.filter((_, i) => turn < 2 || i % 3 !== turn % 3),
                  instead: (proof.instead + rotated) % titles.length,
                  rankAfter: proof.rankAfter + 7 * turn,
                },
              }),
        }
        const facts = factsOf(other, history, model, shop)
        expect(sentences(facts, language, shop, told)).toEqual(sentences(facts, language, shop))
      }
      again += told.reused
    }
    expect(again).toBeGreaterThan(5000)
  })

  it('never name a sensitive item, nor tell what few people did', () => {
    let unnamed = 0
    for (let seed = 0; seed < 2000; seed++) {
      const { explanation, history, model, shop, sensitive } = trial(seed)
      const facts = factsOf(explanation, history, model, shop)
      for (const sentence of all(sentences(facts, language, shop))) {
        for (const item of named(sentence.text)) expect(sensitive.has(item), sentence.text).toBe(false)
        for (const { fact } of sentence.clauses) {
          if (fact.kind === 'link' && fact.link === 'bought-together') expect(fact.people).toBeGreaterThanOrEqual(10)
          if (fact.kind === 'link') expect(sensitive.has(explanation.item)).toBe(false)
          if (fact.kind === 'unnamed') unnamed++
        }
      }
    }
    expect(unnamed).toBeGreaterThan(100)
  })

  it('say only what a clause ties to a fact, and the fact holds', () => {
    for (let seed = 0; seed < 2000; seed++) {
      const { explanation, history, model, shop } = trial(seed)
      const facts = factsOf(explanation, history, model, shop)
      for (const sentence of all(sentences(facts, language, shop))) {
        expect(named(sentence.text).toSorted()).toEqual(sentence.clauses.flatMap(({ text }) => named(text)).toSorted())
        for (const { text, fact } of sentence.clauses) {
          expect(sentence.text.includes(text) || text.endsWith('…')).toBe(true)
          holds(fact, explanation, history, model)
          expect(
            named(text).every((item) => itemsOf(fact).includes(item)),
            text,
          ).toBe(true)
        }
      }
    }
  })

  it('cover 60 % of what speaks for the item, or say that there are others', () => {
    let partial = 0
    for (let seed = 0; seed < 2000; seed++) {
      const { explanation, history, model, shop } = trial(seed)
      const { reason } = sentences(factsOf(explanation, history, model, shop), language, shop)
      const saysOthers = reason.text.includes(language === 'en' ? 'among others' : '等')
      const items = [...new Set(explanation.reasons.filter(({ kind }) => kind === 'history').map(({ ref }) => ref))]
      const perItem = new Map(items.map((position) => [history.items[position], merged(explanation, history, position)]))
      const others = explanation.reasons.filter(({ kind }) => kind !== 'history').map(({ amount }) => amount)
      const mass = [...perItem.values(), ...others, explanation.residual].reduce((sum, amount) => sum + Math.max(0, amount), 0)
      let covered = 0
      let said = 0
      for (const { fact } of reason.clauses) {
        if (!('amount' in fact)) continue
        said++
        covered += fact.amount
      }
      if (said === 0) continue
      if (saysOthers) partial++
      expect(saysOthers || covered >= 0.6 * mass * (1 - 1e-9), reason.text).toBe(true)
    }
    expect(partial).toBeGreaterThan(50)
  })
})

/** Recomputes a fact from the explanation, the history and the model. */
function holds(fact: Fact, explanation: Explanation, history: History, model: Model): void {
  const amountAt = (position: number) => explanation.reasons.find((reason) => reason.kind === 'history' && reason.ref === position)?.amount ?? 0
  switch (fact.kind) {
    case 'history':
    case 'unnamed': {
      expect(fact.amount).toBeGreaterThan(0)
      const together = fact.kind === 'unnamed' ? Math.max(0, explanation.residual) : 0
      expect(fact.positions.reduce((sum, position) => sum + amountAt(position), together)).toBeCloseTo(fact.amount, 5)
      if (fact.kind === 'history') {
        expect(fact.positions.every((position) => history.items[position] === fact.item)).toBe(true)
        const weighty = ['purchase', 'rate', 'add_to_cart', 'add_to_wishlist', 'view_item', 'select_item']
        const happened = fact.positions.map((position) => eventNames[history.kinds[position]]!)
        if (happened.some((event) => weighty.includes(event))) expect(happened).toContain(fact.event)
      }
      return
    }
    case 'link':
      expect(model.links!(fact.item, explanation.item)).toContainEqual(expect.objectContaining({ kind: fact.link, name: fact.name }))
      return
    case 'proof':
      expect(fact.without).toEqual(explanation.proof!.without)
      expect(fact.rankAfter).toBe(explanation.proof!.rankAfter)
      return
    case 'instead':
      expect(fact.item).toBe(explanation.proof!.instead)
      return
    case 'others':
      expect(fact.share).toBeGreaterThan(0.4)
      return
    case 'nothing':
      expect(explanation.reasons.some((reason) => reason.kind === 'history' && reason.amount > 0 && merged(explanation, history, reason.ref) > 0)).toBe(false)
      return
    case 'new':
    case 'moved':
    case 'margin':
      return
    default:
      expect(explanation.reasons).toContainEqual(expect.objectContaining({ kind: fact.kind, name: fact.name, amount: fact.amount }))
  }
}

function merged(explanation: Explanation, history: History, position: number): number {
  return explanation.reasons
    .filter((reason) => reason.kind === 'history' && history.items[reason.ref] === history.items[position])
    .reduce((sum, reason) => sum + reason.amount, 0)
}

function itemsOf(fact: Fact): number[] {
  if (fact.kind === 'proof') return fact.items.map(({ item }) => item)
  if (fact.kind === 'history' || fact.kind === 'link' || fact.kind === 'instead') return [fact.item]
  return []
}

describe('single sentences', () => {
  const history = historyFromItems([0, 1, 1])
  history.kinds.set([eventKind.purchase, eventKind.view_item, eventKind.add_to_cart])
  const titles = ['OPI Nail Lacquer', 'Great Lash Mascara', 'Cream', 'Soap']
  const shop: Shop = { titleOf: (item) => titles[item]!, kAnonymity: 10 }
  const model: Model = Object.assign(smallModel({ items: 4, units: new Float64Array(16) }), {
    links: (from: number): Link[] => (from === 0 ? [{ kind: 'brand', name: 'OPI', amount: 1 }] : []),
  })
  const explanation = (reasons: Reason[], proof?: Proof): Explanation => ({
    item: 2,
    method: 'terms',
    score: 1,
    base: 0,
    residual: 0,
    reasons,
    ...(proof ? { proof } : {}),
  })
  const say = (made: Explanation, language: Language, of: Shop = shop) => sentences(factsOf(made, history, model, of), language, of)

  it('name the deed by its strongest event and merge repeated events', () => {
    const made = explanation([
      { kind: 'history', ref: 0, amount: 0.5 },
      { kind: 'history', ref: 2, amount: 0.3 },
      { kind: 'history', ref: 1, amount: 0.2 },
    ])
    expect(say(made, 'en').reason.text).toBe('Because you bought OPI Nail Lacquer and added Great Lash Mascara to your cart.')
    expect(say(made, 'zh').reason.text).toBe('因为您购买过“OPI Nail Lacquer”，加购过“Great Lash Mascara”。')
  })

  it('are told anew where an item stands beside its twin, though one was told alone before', () => {
    const long = 'Soft cotton towel for bath and beach in colour'
    const twins: Shop = { ...shop, titleOf: (item) => ['Lipstick', `${long} red`, `${long} blue`][item] ?? `Item ${item}` }
    const tied = { links: (from: number) => [{ kind: 'brand' as const, name: 'Nivea', amount: from }] }
    const of = historyFromItems([0, 1, 2])
    const because = (...refs: number[]) => explanation(refs.map((ref) => ({ kind: 'history', ref, amount: 1 - ref / 10 })))
    const told = new Told('en')
    const say = (made: Explanation, memory?: Told) => sentences(factsOf(made, of, tied, twins), 'en', twins, memory).links.map(({ text }) => text)
    const alone = say(because(0, 1), told)
    const beside = say(because(1, 2), told)
    expect(beside).toEqual(say(because(1, 2)))
    expect(alone[1]).not.toBe(beside[0])
    expect(say(because(0, 1), told)).toEqual(alone)
  })

  it('tell of each item how many bought both, though it was told of another before', () => {
    const counted = { links: (_: number, to: number) => [{ kind: 'bought-together' as const, name: '', people: 50 + to, amount: 1 }] }
    const told = new Told('en')
    const say = (item: number) =>
      sentences(factsOf({ ...explanation([{ kind: 'history', ref: 0, amount: 1 }]), item }, history, counted, shop), 'en', shop, told).reason.text
    expect(say(1)).toContain('(51 shoppers bought both)')
    expect(say(2)).toContain('(52 shoppers bought both)')
  })

  it('add what ties the one reason to the item', () => {
    const made = explanation([{ kind: 'history', ref: 0, amount: 0.9 }])
    expect(say(made, 'en').reason.text).toBe('Because you bought OPI Nail Lacquer (same brand: OPI).')
    expect(say(made, 'zh').reason.text).toBe('因为您购买过“OPI Nail Lacquer”（同品牌：OPI）。')
  })

  it('say exactly that where there is no reason beyond popularity', () => {
    const popular = explanation([{ kind: 'popularity', ref: -1, name: 'all shoppers', amount: 5 }])
    expect(say(popular, 'en').reason.text).toBe('Popular with shoppers right now; nothing in your history led to it.')
    expect(say(popular, 'zh').reason.text).toBe('近期热销，与您的历史无关。')
    const against = explanation([
      { kind: 'popularity', ref: -1, name: 'all shoppers', amount: 5 },
      { kind: 'history', ref: 0, amount: -1 },
    ])
    expect(say(against, 'en').reason.text).toBe('Popular with shoppers right now; nothing in your history led to it.')
    expect(say(explanation([]), 'en').reason.text).toBe('Nothing in your history points to this; it fills the list.')
  })

  it('tell the proof with the rank it falls to, and what comes instead', () => {
    const proof: Proof = { without: [0], rankBefore: 1, rankAfter: 37, minimal: true, instead: 3 }
    const made = say(explanation([{ kind: 'history', ref: 0, amount: 1 }], proof), 'en')
    expect(made.proof?.text).toBe('Without your purchase of OPI Nail Lacquer, this would not be here (it would fall to rank 37).')
    expect(made.instead?.text).toBe('You would see Soap instead.')
    const chinese = say(explanation([{ kind: 'history', ref: 0, amount: 1 }], proof), 'zh')
    expect(chinese.proof?.text).toBe('如果没有您购买的“OPI Nail Lacquer”，它不会出现（将降至第37位）。')
    const hidden = say(explanation([{ kind: 'history', ref: 0, amount: 1 }], proof), 'en', { ...shop, sensitive: (item) => item === 0 || item === 3 })
    expect(hidden.proof?.text).toBe('Without one thing in your history, this would not be here (it would fall to rank 37).')
    expect(hidden.instead).toBeUndefined()
    expect(hidden.reason.text).toBe('Because your earlier activity points to it.')
  })

  it('call two items differently, or none by name', () => {
    const proof: Proof = { without: [0, 1], rankBefore: 1, rankAfter: 37, minimal: true, instead: -1 }
    const about = (first: string, second: string): Shop => ({ titleOf: (item) => (item === 0 ? first : item === 1 ? second : 'Soap'), kAnonymity: 10 })
    const made = explanation([{ kind: 'history', ref: 0, amount: 1 }], proof)
    const sets = about(
      'PUEEN 2013 Nail Art Stamp Collection Set 24E with a very long tail of words',
      'PUEEN 2013 Nail Art Stamp Collection Set 24B with a very long tail of words',
    )
    const [english, chinese] = [say(made, 'en', sets).proof!.text, say(made, 'zh', sets).proof!.text]
    for (const text of [english, chinese]) {
      expect(text).toContain('24E')
      expect(text).toContain('24B')
      expect(text).toContain('PUEEN')
    }
    // The reason names one of them alone; beside the proof it must not sound like the other.
    const long = about('PUEEN 2013 Nail Art Stamp Image Plate Collection 24E', 'PUEEN 2013 Nail Art Stamp Image Plate Collection 24B')
    expect(say(made, 'en', long).reason.text).toContain('24E')
    const twins = about('Shea Butter', 'Shea Butter')
    expect(say(made, 'en', twins).proof?.text).toBe('Without these 2 things in your history, this would not be here (it would fall to rank 37).')
    expect(say(made, 'zh', twins).proof?.text).toBe('如果没有您历史中的2条记录，它不会出现（将降至第37位）。')
  })

  it('say what ties two items only in words that can be read, and people by their number', () => {
    const made = explanation([{ kind: 'history', ref: 0, amount: 1 }])
    const tied = (link: Link, language: Language) =>
      sentences(factsOf(made, history, { links: () => [link] }, shop), language, shop).links.map(({ text }) => text)
    expect(tied({ kind: 'attribute', name: 'colour: red', amount: 1 }, 'en')).toEqual(['Same colour as OPI Nail Lacquer: red.'])
    expect(tied({ kind: 'attribute', name: 'eco', amount: 1 }, 'en')).toEqual(['Like OPI Nail Lacquer: eco.'])
    expect(tied({ kind: 'attribute', name: 'colour: red', amount: 1 }, 'zh')).toEqual(['与“OPI Nail Lacquer”同颜色：red。'])
    expect(tied({ kind: 'attribute', name: 'asin: red', amount: 1 }, 'zh')).toEqual(['与“OPI Nail Lacquer”共同点：red。'])
    expect(tied({ kind: 'words', name: 'Ounce, 12, 保湿, 面霜, Matte, Mousse', amount: 1 }, 'en')).toEqual(['Described like OPI Nail Lacquer: Matte, Mousse.'])
    expect(tied({ kind: 'words', name: 'Ounce, 12, 保湿, 面霜, Matte, Mousse', amount: 1 }, 'zh')).toEqual(['与“OPI Nail Lacquer”描述相近：保湿、面霜。'])
    expect(tied({ kind: 'words', name: 'Ounce, Face, 12', amount: 1 }, 'en')).toEqual([])
    expect(tied({ kind: 'bought-together', name: 'bought together', amount: 12, people: 12 }, 'en')).toEqual(['12 shoppers bought this and OPI Nail Lacquer.'])
    expect(tied({ kind: 'bought-together', name: 'bought together', amount: 9, people: 9 }, 'en')).toEqual([])
  })

  it('tell a new item and a moved one', () => {
    const about: Shop = { ...shop, about: [{ kind: 'new', name: 'new' }] }
    expect(say(explanation([]), 'en', about).reason.text).toBe('Because it is new.')
    expect(say(explanation([]), 'zh', about).reason.text).toBe('因为它是新品。')
  })

  it('tell why one item is ahead of another, whichever way round', () => {
    const a = explanation([{ kind: 'history', ref: 0, amount: 1 }])
    const b: Explanation = { ...explanation([{ kind: 'history', ref: 1, amount: 0.4 }]), item: 3, score: 0.4 }
    const forward = factsOfContrast(contrastOf(a, b), history, shop)
    expect(contrastSentence(forward, 'en', shop).text).toBe('This is ahead of Soap because you bought OPI Nail Lacquer.')
    expect(contrastSentence(forward, 'zh', shop).text).toBe('它排在“Soap”之前，因为您购买过“OPI Nail Lacquer”。')
    const backward = factsOfContrast(contrastOf({ ...b, item: 2 }, { ...a, item: 3 }), history, shop)
    expect(contrastSentence(backward, 'en', shop).text).toBe('Soap is ahead of this because you bought OPI Nail Lacquer.')
  })
})
