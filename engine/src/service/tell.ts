import type { Contrast } from '../explain/contrast.ts'
import type { Explanation } from '../explain/explainer.ts'
import { contrastSentence, factsOf, factsOfContrast, type Language, type LinkFact, type Sentences, type Shop, sentences, Told } from '../explain/words/index.ts'
import { sensitivityOf } from '../privacy/sensitive.ts'
import type { ExplanationAnswer, ReasonAnswer } from './contract.ts'
import type { Slate } from './recommend.ts'
import type { Serving } from './serving.ts'
import { titleIn } from './titles.ts'

type Both = { readonly en: string; readonly zh: string }
type NamedEntry = Pick<ReasonAnswer, 'item' | 'event' | 'events' | 'name'>

/** Puts explanations of one slate into words, in both languages, and knows what may be named. */
export class Teller {
  readonly #slate: Slate
  readonly #serving: Serving
  readonly #isSensitive: (item: number) => boolean
  readonly #told: Readonly<Record<Language, Told>> = { en: new Told('en'), zh: new Told('zh') }
  readonly #shops: Readonly<Record<Language, Shop>>
  readonly #entries: (NamedEntry | undefined)[] = []
  /** Positions of the history that may be named and removed. */
  readonly nameable: readonly number[]

  constructor(serving: Serving, slate: Slate) {
    this.#serving = serving
    this.#slate = slate
    this.#isSensitive = sensitivityOf(slate.served.products, serving.house.config.privacy.sensitive)
    this.#shops = { en: this.#shop('en'), zh: this.#shop('zh') }
    this.nameable = slate.entries.flatMap((_, position) => (this.mayName(position) ? [position] : []))
  }

  mayName(position: number): boolean {
    return !this.#isSensitive(this.#slate.history.items[position])
  }

  /** How answers name an entry of the history. */
  entry(position: number): NamedEntry {
    let known = this.#entries[position]
    if (known === undefined) {
      const entry = this.#slate.entries[position]!
      const title = titleIn(this.#slate.served.products[this.#slate.history.items[position]], this.#slate.locale)
      const strongest = entry.events.find((event) => event.event === entry.event) ?? entry.events[0]
      known = {
        item: entry.item,
        ...(strongest === undefined ? {} : { event: strongest.id, events: entry.events.map((event) => event.id) }),
        ...(title === undefined ? {} : { name: title }),
      }
      this.#entries[position] = known
    }
    return known
  }

  /** The sentence, the line about the proof and the chip, in both languages. */
  tell(explanation: Explanation): Pick<ExplanationAnswer, 'text' | 'chip' | 'proofText' | 'insteadText' | 'links'> {
    const { model, history } = this.#slate
    const shops = this.#shopsOf(explanation.item)
    // The facts are the same in every language; the sentences choose what can be read in theirs.
    const facts = factsOf(explanation, history, model, shops.en)
    const en = sentences(facts, 'en', shops.en, this.#told.en)
    const zh = sentences(facts, 'zh', shops.zh, this.#told.zh)
    const both = (pick: (made: Sentences) => string | undefined): Both | undefined => {
      const [english, chinese] = [pick(en), pick(zh)]
      return english === undefined || chinese === undefined ? undefined : { en: english, zh: chinese }
    }
    const proofText = both((made) => made.proof?.text)
    const insteadText = both((made) => made.instead?.text)
    return {
      text: { en: en.reason.text, zh: zh.reason.text },
      chip: { en: en.chip.text, zh: zh.chip.text },
      ...(proofText === undefined ? {} : { proofText }),
      ...(insteadText === undefined ? {} : { insteadText }),
      links: pairs(en, zh),
    }
  }

  /** "This is ahead of B because …", or the other way round. */
  tellContrast(contrast: Contrast): Both {
    const shops = this.#shopsOf(contrast.item)
    const say = (language: Language): string => {
      const shop = shops[language]
      return contrastSentence(factsOfContrast(contrast, this.#slate.history, shop), language, shop).text
    }
    return { en: say('en'), zh: say('zh') }
  }

  /** What the sentences may know of the shop, and of this item. */
  #shopsOf(explained: number): Readonly<Record<Language, Shop>> {
    const { config, now } = this.#serving.house
    const released = this.#slate.served.products[explained]?.released
    if (released === undefined || released <= now() - config.recommend.newDays * 86_400_000) return this.#shops
    const about: Shop['about'] = [{ kind: 'new', name: '' }]
    return { en: { ...this.#shops.en, about }, zh: { ...this.#shops.zh, about } }
  }

  #shop(language: Language): Shop {
    const { served, model } = this.#slate
    return {
      titleOf: (item) => titleIn(served.products[item], language) ?? model.items.name(item),
      sensitive: this.#isSensitive,
      kAnonymity: this.#serving.house.config.privacy.minimumSupport,
    }
  }
}

/** Sentences that state the same fact in both languages; what only one of them can say is left out. */
function pairs(en: Sentences, zh: Sentences): Both[] {
  const both: Both[] = []
  for (const sentence of en.links) {
    const other = zh.links.find((candidate) => isSameLink(linkOf(candidate), linkOf(sentence)))
    if (other !== undefined) both.push({ en: sentence.text, zh: other.text })
  }
  return both
}

function linkOf(sentence: Sentences['links'][number]): LinkFact | undefined {
  const fact = sentence.clauses[0]?.fact
  return fact?.kind === 'link' ? fact : undefined
}

/** Words in common are the same link whichever of them a language can say. */
function isSameLink(a: LinkFact | undefined, b: LinkFact | undefined): boolean {
  return a?.item === b?.item && a?.link === b?.link && (a?.link === 'words' || a?.name === b?.name)
}
