import type { Fact, Shop } from './facts.ts'
import type { Sentence, Words } from './grammar.ts'
import { type Cuts, cutsOf, cutTo, type Language, shorten, tellApart, wordsOver } from './titles.ts'

const nameless: Readonly<Record<Language, string>> = { en: 'an item', zh: '一件商品' }

/** Most words of a sentence. */
export const mostWords = 20

/**
 * The sentence with the longest titles that has at most 20 words; each try cuts every title by its part of what is too much. Undefined where none fits, or where two different items of it would be
 * called the same; it also keeps them apart from the first `around` items that stand beside it where their titles can be told apart. What it asked for stands in `titles.words` then.
 */
export function firstFitting(make: (words: Words) => Sentence, most: number, titles: Titles, around: number): Sentence | undefined {
  const { words } = titles
  for (let size = most; size > 0; ) {
    let made = make(words.begin(size))
    if (words.count > 0 && !titles.areApart(size)) {
      const said = words.count
      for (let place = 0; place < around; place++) words.note(place)
      if (hasTwins(words, words.count)) {
        const items = words.items()
        const apart = tellApart(
          items.map((item) => titles.whole(titles.place(item))),
          size,
          titles.language,
        )
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

type Mark = string | number | boolean | undefined

/** What a sentence says, apart from how much of the titles: its text follows from kind, item and marks, and from a number where `facts` is left out. */
export interface Saying {
  readonly kind: 'because' | 'chip' | 'instead' | 'link' | 'proof'
  /** The first item it names, −1 where there is none. */
  readonly item: number
  readonly marks: readonly Mark[]
  /** What its clauses state, in their order. */
  readonly facts?: readonly Fact[]
  /** Words of the longest titles. */
  readonly most: number
  /** As in `firstFitting`. */
  readonly around: number
}

interface Remembered {
  readonly marks: readonly Mark[]
  readonly text: string
  readonly clauses: readonly string[]
  /** What the sentence names. */
  readonly items: readonly number[]
  /** Words its titles were cut to. */
  readonly size: number
}

/** Sentences of one list in one language: the same few entries of the history stand behind most of it, so that what was said of one item is often said of the next. */
export class Told {
  /** By kind of sentence and first item. */
  readonly #sentences = new Map<string, Map<number, Remembered[]>>()
  readonly #cuts = new Map<number, Cuts>()
  readonly #language: Language
  #titles: Titles | undefined
  #reused = 0

  constructor(language: Language) {
    this.#language = language
  }

  /** How many sentences were not made anew. */
  get reused(): number {
    return this.#reused
  }

  /** Places for the titles of the next explanation. */
  titles(shop: Shop): Titles {
    this.#titles ??= new Titles(shop, this.#language, this)
    return this.#titles.begin(shop)
  }

  /** The cuts of an item's title. */
  cutsOf(item: number, shop: Shop): Cuts {
    let known = this.#cuts.get(item)
    if (known === undefined) {
      known = cutsOf(shop.titleOf(item))
      this.#cuts.set(item, known)
    }
    return known
  }

  /**
   * As `firstFitting`. A sentence that was made before is taken where its items are called differently here too; one that also holds a number is made with titles of the same size, for a number is one word whatever
   * it is.
   */
  again(saying: Saying, titles: Titles, make: (words: Words) => Sentence): Sentence | undefined {
    const known = this.#find(saying)
    if (known === undefined || !titles.placeApart(known.items, known.size)) return this.#keep(saying, titles, make)
    this.#reused++
    const { facts } = saying
    if (facts === undefined) return make(titles.words.begin(known.size))
    return { text: known.text, clauses: known.clauses.map((text, at) => ({ text, fact: facts[at]! })) }
  }

  #find({ kind, item, marks }: Saying): Remembered | undefined {
    return this.#sentences
      .get(kind)
      ?.get(item)
      ?.find((other) => other.marks.length === marks.length && other.marks.every((mark, at) => mark === marks[at]))
  }

  #keep({ kind, item, marks, most, around }: Saying, titles: Titles, make: (words: Words) => Sentence): Sentence | undefined {
    const made = firstFitting(make, most, titles, around)
    if (made === undefined) return undefined
    const { words } = titles
    // Not where titles were told apart: elsewhere they may stand beside others.
    if (titles.areApart(words.size)) {
      let ofKind = this.#sentences.get(kind)
      if (ofKind === undefined) {
        ofKind = new Map()
        this.#sentences.set(kind, ofKind)
      }
      const remembered = {
        marks,
        text: made.text,
        clauses: made.clauses.map((clause) => clause.text),
        items: words.items(),
        size: words.size,
      }
      const others = ofKind.get(item)
      if (others === undefined) ofKind.set(item, [remembered])
      else others.push(remembered)
    }
    return made
  }
}

/** The titles of the items that the sentences of one explanation name, each with a place, and how they are called at each size. */
export class Titles {
  readonly language: Language
  readonly told: Told
  #shop: Shop
  /** The items by place; what stands behind them is of an explanation before. */
  readonly #items: number[] = []
  /** By place. */
  readonly #cuts: Cuts[] = []
  #count = 0
  /** How many of the first places are known to be called differently, by size; −1: not all are. */
  readonly #apart: number[] = []
  readonly words: CutWords

  constructor(shop: Shop, language: Language, told: Told) {
    this.#shop = shop
    this.language = language
    this.told = told
    this.words = new CutWords(this)
  }

  /** The same places, all free again, for the next explanation of the list: to make new ones for each costs as much as to fill them. */
  begin(shop: Shop): this {
    this.#shop = shop
    this.#count = 0
    this.#apart.fill(0)
    return this
  }

  /** How many items have a place. */
  get count(): number {
    return this.#count
  }

  item(place: number): number {
    return this.#items[place]!
  }

  whole(place: number): string {
    return this.#cuts[place]!.title
  }

  place(item: number): number {
    for (let place = 0; place < this.#count; place++) if (this.#items[place] === item) return place
    this.#items[this.#count] = item
    this.#cuts[this.#count] = this.told.cutsOf(item, this.#shop)
    return this.#count++
  }

  called(place: number, size: number): string {
    return cutTo(this.#cuts[place]!, size, this.language)
  }

  /** Gives these items their places too; whether all are then called differently at this size. */
  placeApart(items: readonly number[], size: number): boolean {
    for (const item of items) this.place(item)
    return this.areApart(size)
  }

  /** Whether no two of the items so far are called the same at this size: what nearly always holds, so that no sentence has to look. */
  areApart(size: number): boolean {
    let known = this.#apart[size] ?? 0
    while (known >= 0 && known < this.#count) {
      const called = this.called(known, size)
      let other = 0
      while (other < known && this.called(other, size) !== called) other++
      known = other < known ? -1 : known + 1
    }
    while (this.#apart.length < size) this.#apart.push(0)
    this.#apart[size] = known
    return known >= 0
  }
}

/** Titles cut to one size, and which of them one sentence asked for. */
class CutWords implements Words {
  readonly #titles: Titles
  size = 0
  /** Where the items named or noted so far stand among the titles, each once; of these places the first `count`. */
  readonly #places: number[] = []
  count = 0
  /** How often something was cut. */
  cuts = 0

  constructor(titles: Titles) {
    this.#titles = titles
  }

  /** Another try. */
  begin(size: number): this {
    this.size = size
    this.count = 0
    this.cuts = 0
    return this
  }

  place(at: number): number {
    return this.#places[at]!
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
    for (let at = 0; at < this.count; at++) if (this.#places[at] === place) return
    this.#places[this.count++] = place
  }

  called(place: number): string {
    return this.#titles.called(place, this.size) || nameless[this.#titles.language]
  }

  items(): number[] {
    return Array.from({ length: this.count }, (_, at) => this.#titles.item(this.#places[at]!))
  }
}

/** Whether two of the first `count` items read the same: there are a handful at most. */
function hasTwins(words: CutWords, count: number): boolean {
  for (let i = 1; i < count; i++) for (let j = 0; j < i; j++) if (words.called(words.place(i)) === words.called(words.place(j))) return true
  return false
}
