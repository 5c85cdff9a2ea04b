import type { Contrast } from '../explain/contrast.ts'
import type { Explanation } from '../explain/explainer.ts'
import { type Fact, factsOf, type Language, type Sentences, type Shop, sentences } from '../explain/words/index.ts'
import { isSensitive } from '../privacy/sensitive.ts'
import type { ExplanationAnswer } from './contract.ts'
import type { Slate } from './recommend.ts'
import type { Serving } from './serving.ts'

type Both = { readonly en: string; readonly zh: string }

/** Puts explanations of one slate into words, in both languages, and knows what may be named. */
export class Teller {
  readonly #slate: Slate
  readonly #serving: Serving
  readonly #sensitive: ReadonlySet<number>
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
    return this.#slate.served.products[this.#slate.history.items[position]]?.title
  }

  /** The sentence, the line about the proof and the chip, in both languages. */
  tell(explanation: Explanation): Pick<ExplanationAnswer, 'text' | 'chip' | 'proofText' | 'links'> {
    const { model, history } = this.#slate
    const shops = { en: this.#shop('en', explanation.item), zh: this.#shop('zh', explanation.item) }
    const facts: readonly Fact[] = factsOf(explanation, history, model, shops.en)
    const en = sentences(facts, 'en', shops.en)
    const zh = sentences(facts, 'zh', shops.zh)
    const both = (pick: (made: Sentences) => string | undefined): Both | undefined => {
      const [english, chinese] = [pick(en), pick(zh)]
      return english === undefined || chinese === undefined ? undefined : { en: english, zh: chinese }
    }
    const proofText = both((made) => made.proof?.text)
    return {
      text: { en: en.reason.text, zh: zh.reason.text },
      chip: { en: en.chip.text, zh: zh.chip.text },
      ...(proofText === undefined ? {} : { proofText }),
      links: en.links.map((link, index) => ({ en: link.text, zh: zh.links[index]?.text ?? link.text })),
    }
  }

  /** "More than B, because …": the strongest entry on each side. */
  tellContrast(contrast: Contrast): Both {
    const own = contrast.reasons.filter((reason) => reason.kind === 'history' && this.mayName(reason.ref))
    const strongest = own.find((reason) => reason.amount > 0)
    const against = own.findLast((reason) => reason.amount < 0)
    const title = (position: number, language: Language) => this.#shop(language, contrast.item).titleOf(this.#slate.history.items[position])
    const say = (language: Language, forText: (title: string) => string, againstText: (title: string) => string, none: string) => {
      const parts = [
        ...(strongest === undefined ? [] : [forText(title(strongest.ref, language))]),
        ...(against === undefined ? [] : [againstText(title(against.ref, language))]),
      ]
      return parts.length === 0 ? none : parts.join(' ')
    }
    return {
      en: say(
        'en',
        (name) => `${name} speaks for it.`,
        (name) => `${name} speaks for the other.`,
        'Nothing in your history decides between the two.',
      ),
      zh: say(
        'zh',
        (name) => `“${name}”支持这件商品。`,
        (name) => `“${name}”支持另一件。`,
        '您的历史记录对两者没有区别。',
      ),
    }
  }

  #shop(language: Language, explained: number): Shop {
    const { served, model } = this.#slate
    const { config, now } = this.#serving.house
    const released = served.products[explained]?.released
    return {
      titleOf: (item) => {
        const product = served.products[item]
        const local = product?.attributes?.[`title_${language}`]
        return (typeof local === 'string' ? local : product?.title) ?? model.items.name(item)
      },
      sensitive: (item) => this.#sensitive.has(item),
      kAnonymity: config.privacy.minimumSupport,
      about: released !== undefined && released > now() - config.recommend.newDays * 86_400_000 ? [{ kind: 'new', name: '' }] : [],
    }
  }
}
