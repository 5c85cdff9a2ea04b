import type { Contrast } from '../explain/contrast.ts'
import type { Explanation } from '../explain/explainer.ts'
import { contrastSentence, factsOf, factsOfContrast, type Language, type Sentences, type Shop, sentences, Told } from '../explain/words/index.ts'
import { isSensitive } from '../privacy/sensitive.ts'
import type { ExplanationAnswer } from './contract.ts'
import type { Slate } from './recommend.ts'
import type { Serving } from './serving.ts'
import { titleIn } from './titles.ts'

type Both = { readonly en: string; readonly zh: string }

/** Puts explanations of one slate into words, in both languages, and knows what may be named. */
export class Teller {
  readonly #slate: Slate
  readonly #serving: Serving
  readonly #sensitive: ReadonlySet<number>
  readonly #told: Readonly<Record<Language, Told>> = { en: new Told(), zh: new Told() }
  /** Positions of the history that may be named and removed. */
  readonly nameable: readonly number[]

  constructor(serving: Serving, slate: Slate) {
    this.#serving = serving
    this.#slate = slate
    const words = serving.house.config.privacy.sensitive
    this.#sensitive = new Set(slate.history.items.filter((item) => isSensitive(slate.served.products[item], words)))
    this.nameable = slate.entries.flatMap((_, position) => (this.mayName(position) ? [position] : []))
  }

  mayName(position: number): boolean {
    return !this.#sensitive.has(this.#slate.history.items[position])
  }

  titleOfEntry(position: number): string | undefined {
    return titleIn(this.#slate.served.products[this.#slate.history.items[position]], this.#slate.locale)
  }

  /** The sentence, the line about the proof and the chip, in both languages. */
  tell(explanation: Explanation): Pick<ExplanationAnswer, 'text' | 'chip' | 'proofText' | 'insteadText' | 'links'> {
    const { model, history } = this.#slate
    const shops = { en: this.#shop('en', explanation.item), zh: this.#shop('zh', explanation.item) }
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
    const say = (language: Language): string => {
      const shop = this.#shop(language, contrast.item)
      return contrastSentence(factsOfContrast(contrast, this.#slate.history, shop), language, shop).text
    }
    return { en: say('en'), zh: say('zh') }
  }

  #shop(language: Language, explained: number): Shop {
    const { served, model } = this.#slate
    const { config, now } = this.#serving.house
    const released = served.products[explained]?.released
    return {
      titleOf: (item) => titleIn(served.products[item], language) ?? model.items.name(item),
      sensitive: (item) => isSensitive(served.products[item], config.privacy.sensitive),
      kAnonymity: config.privacy.minimumSupport,
      about: released !== undefined && released > now() - config.recommend.newDays * 86_400_000 ? [{ kind: 'new', name: '' }] : [],
    }
  }
}

/** Sentences that state the same fact in both languages; what only one of them can say is left out. */
function pairs(en: Sentences, zh: Sentences): Both[] {
  const keyOf = (sentence: Sentences['links'][number]): string => {
    const fact = sentence.clauses[0]?.fact
    return fact?.kind === 'link' ? `${fact.item} ${fact.link} ${fact.link === 'words' ? '' : fact.name}` : ''
  }
  const chinese = new Map(zh.links.map((sentence) => [keyOf(sentence), sentence.text]))
  return en.links.flatMap((sentence) => {
    const other = chinese.get(keyOf(sentence))
    return other === undefined ? [] : [{ en: sentence.text, zh: other }]
  })
}
