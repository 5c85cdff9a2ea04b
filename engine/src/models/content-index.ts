import type { Product } from '../data/catalogue.ts'
import type { Csr } from '../math/csr.ts'
import { transpose } from '../math/csr.ts'
import type { Unpacked } from './buffer.ts'
import { packStrings, unpackStrings } from './buffer.ts'
import { linksFrom, type Shared } from './content-links.ts'
import { idfOf, isSame, RowWriter } from './content-rows.ts'
import type { FieldWeights } from './content-terms.ts'
import { termKinds, termsOf, wordMark } from './content-terms.ts'
import type { Link } from './model.ts'
import type { Segmenter, SegmenterName } from './words.ts'
import { segmenterHere, wordsOf } from './words.ts'

export interface ContentSettings extends FieldWeights {
  readonly k1: number
  readonly b: number
  readonly rarity: number
  readonly common: number
  readonly segmenter: SegmenterName
}

const indexSettings = [
  'k1',
  'b',
  'rarity',
  'common',
  'segmenter',
  'description',
  'brand',
  'seller',
  'category',
  'attributes',
] as const satisfies readonly (keyof ContentSettings)[]

/** The terms of the shop, parallel arrays [terms]. */
export interface Vocabulary {
  readonly keys: readonly string[]
  /** As people read it. */
  readonly texts: readonly string[]
  /** Index into `termKinds`. */
  readonly kinds: Uint8Array
  /** ln(1 + (N − df + ½) / (df + ½)), frozen at fit. */
  readonly idf: Float64Array
}

/** What is frozen at fit, so that a new product changes nothing of the others. */
interface Fitted {
  /** Mean length of a text, in weighted words. */
  readonly meanLength: number
  /** How many products had a text; 0 in files from before it was noted, which count all words. */
  readonly described: number
}

const unspacedScript = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+$/u
/** What a word that only begins like the typed one counts. */
const prefixShare = 0.6
/** At most so many words are tried for one typed prefix. */
const prefixWords = 50
/** A word of so few products is never too common: in a small catalogue every word has a large share. */
const fewProducts = 100

/** Sparse vectors of all products, with postings for scoring. Immutable; `with` returns another. */
export class ContentIndex {
  readonly #settings: ContentSettings
  readonly #segment: Segmenter
  readonly #vocabulary: Vocabulary
  /** Saturated frequencies [items × terms]. */
  readonly #rows: Csr
  readonly #fitted: Fitted
  /** The same, by term [terms × items]. */
  readonly #postings: Csr
  /** idf^rarity, 0 for words too common to tell products apart [terms]. */
  readonly #weight: Float64Array
  /** 1 / |v| [items], 0 for a product without text. */
  readonly #inverseNorm: Float64Array
  readonly #profile: Float64Array
  readonly #sums: Float64Array
  /** Postings over the norm of their item [non-zeros], once asked for. */
  #scaled: Float64Array | undefined
  /** See `#parts`, once asked for. */
  #vectors: Float64Array | undefined
  readonly #namesInWords = new Map<string, readonly string[]>()
  #words: readonly number[] | undefined
  /** The pair that was asked about last, and what ties it. */
  #tied: { readonly a: number; readonly b: number; readonly links: readonly Link[] } | undefined
  #indexes: Map<string, number> | undefined
  /** Of the two products asked about last. */
  readonly #shared: Shared = { terms: [], amounts: [], count: 0 }

  private constructor(settings: ContentSettings, segment: Segmenter, vocabulary: Vocabulary, rows: Csr, fitted: Fitted) {
    this.#settings = settings
    this.#segment = segment
    this.#vocabulary = vocabulary
    this.#rows = rows
    this.#fitted = fitted
    this.#postings = transpose(rows)
    const words = termKinds.indexOf('words')
    const leastIdf = idfOf(fitted.described, Math.max(fewProducts, settings.common * fitted.described))
    this.#weight = vocabulary.idf.map((idf, term) => (idf < leastIdf && vocabulary.kinds[term] === words ? 0 : idf ** settings.rarity))
    this.#inverseNorm = new Float64Array(rows.rows)
    for (let i = 0; i < rows.rows; i++) {
      let square = 0
      for (let p = rows.ptr[i]; p < rows.ptr[i + 1]; p++) square += (rows.val[p] * this.#weight[rows.idx[p]]) ** 2
      this.#inverseNorm[i] = square > 0 ? 1 / Math.sqrt(square) : 0
    }
    this.#profile = new Float64Array(rows.cols)
    this.#sums = new Float64Array(rows.rows)
  }

  /** Reads every product. O(text). */
  static build(products: readonly (Product | undefined)[], settings: ContentSettings, segment: Segmenter): ContentIndex {
    const writer = new RowWriter()
    for (const product of products) writer.add(termsOf(product, settings, segment))
    const meanLength = writer.meanLength
    const rows = writer.finish(products.length, settings, meanLength)
    const seenIn = new Float64Array(rows.cols)
    for (const term of rows.idx) seenIn[term]++
    const described = writer.lengths.filter((length) => length > 0).length
    const idf = seenIn.map((df) => idfOf(described, df))
    return new ContentIndex(settings, segment, { ...writer.vocabulary(), idf }, rows, { meanLength, described })
  }

  get items(): number {
    return this.#rows.rows
  }

  get terms(): number {
    return this.#rows.cols
  }

  /** What each product's terms count, every row of length 1, or empty where nothing is said of the product [items × terms]. */
  vectors(): Csr {
    const { rows, cols, ptr, idx } = this.#rows
    return { rows, cols, ptr, idx, val: Float32Array.from(this.#parts()) }
  }

  /** Σ_e weights[e] · cos(entry e, item) for every item, into out [items]. Entries outside the index count nothing. */
  similarTo(entries: Int32Array, weights: Float64Array, out: Float32Array): void {
    const { ptr, idx, val } = this.#rows
    const profile = this.#profile
    const touched: number[] = []
    for (let e = 0; e < entries.length; e++) {
      const entry = entries[e]
      const share = entry >= 0 && entry < this.items ? weights[e] * this.#inverseNorm[entry] : 0
      if (share === 0) continue
      for (let p = ptr[entry]; p < ptr[entry + 1]; p++) {
        const term = idx[p]
        const weight = this.#weight[term]
        if (weight === 0) continue
        if (profile[term] === 0) touched.push(term)
        profile[term] += share * val[p] * weight ** 2
      }
    }
    const sums = this.#sums.fill(0)
    for (const term of touched) {
      this.#addPostings(term, profile[term], sums)
      profile[term] = 0
    }
    out.set(sums)
  }

  /** Adds weight · cos(entry, item) to the sum of every item. An entry outside the index adds nothing. */
  addSimilar(entry: number, weight: number, sums: Float64Array): void {
    if (!(entry >= 0 && entry < this.items)) return
    const { ptr, idx, val } = this.#rows
    const share = weight * this.#inverseNorm[entry]
    for (let p = ptr[entry]; p < ptr[entry + 1]; p++) {
      const weight = this.#weight[idx[p]]
      if (weight !== 0) this.#addPostings(idx[p], share * val[p] * weight ** 2, sums)
    }
  }

  /** The keys of the words in a fact's name: there are as many names as terms, and each is asked about again and again. */
  #wordsIn(name: string): readonly string[] {
    let words = this.#namesInWords.get(name)
    if (words === undefined) {
      words = wordsOf(name, this.#segment).map((word) => `${wordMark}${word.term}`)
      this.#namesInWords.set(name, words)
    }
    return words
  }

  #addPostings(term: number, amount: number, sums: Float64Array): void {
    const { ptr, idx, val } = this.#postings
    this.#scaled ??= Float64Array.from(val, (value, p) => value * this.#inverseNorm[idx[p]])
    const scaled = this.#scaled
    const end = ptr[term + 1]
    for (let p = ptr[term]; p < end; p++) sums[idx[p]] += amount * scaled[p]
  }

  /** Cosine of two products' vectors, from 0 (nothing in common, or no text) to 1. */
  similarity(a: number, b: number): number {
    const { amounts, count } = this.#share(a, b)
    let sum = 0
    for (let at = 0; at < count; at++) sum += amounts[at]!
    return sum
  }

  /** What two products share, strongest first; of a category path only the deepest step, and of the words at most three that no other link already says. */
  links(a: number, b: number): readonly Link[] {
    if (this.#tied?.a !== a || this.#tied.b !== b) this.#tied = { a, b, links: linksFrom(this.#share(a, b), this.#vocabulary, (name) => this.#wordsIn(name)) }
    return this.#tied.links
  }

  /**
   * BM25 of every product for a typed query into out [items]: Σ idf · saturated frequency over the words of the query. A word also finds words that begin with it
   * (Chinese: that contain it) at a discount; a product gets the best of them, not their sum.
   */
  search(query: string, out: Float32Array): void {
    out.fill(0)
    const typed = new Set(wordsOf(query, this.#segment).map((word) => word.term))
    const best = new Float64Array(this.items)
    for (const word of typed) {
      best.fill(0)
      for (const [term, share] of this.#expand(word)) {
        const amount = share * this.#vocabulary.idf[term]
        for (let p = this.#postings.ptr[term]; p < this.#postings.ptr[term + 1]; p++) {
          const item = this.#postings.idx[p]
          best[item] = Math.max(best[item], amount * this.#postings.val[p])
        }
      }
      for (let i = 0; i < best.length; i++) out[i] += best[i]
    }
  }

  /** Another index in which the products stand at the given places; words the shop never used get the idf of a word used once. */
  with(places: readonly number[], products: readonly Product[], items: number): ContentIndex {
    const writer = new RowWriter(this.#vocabulary)
    const changed = new Map(places.map((place, p) => [place, products[p]]))
    const { ptr, idx, val } = this.#rows
    const kept: { row: number; from: number; to: number }[] = []
    for (let row = 0; row < items; row++) {
      const product = changed.get(row)
      if (product === undefined && row < this.items) kept.push({ row, from: ptr[row], to: ptr[row + 1] })
      writer.add(product === undefined ? [] : termsOf(product, this.#settings, this.#segment))
    }
    const fresh = writer.finish(items, this.#settings, this.#fitted.meanLength)
    const size = fresh.idx.length + kept.reduce((sum, { from, to }) => sum + to - from, 0)
    const rows = { rows: items, cols: fresh.cols, ptr: new Int32Array(items + 1), idx: new Int32Array(size), val: new Float32Array(size) }
    const old = new Map(kept.map((entry) => [entry.row, entry]))
    for (let row = 0; row < items; row++) {
      const at = rows.ptr[row]
      const source = old.get(row)
      const [from, to] = source === undefined ? [fresh.ptr[row], fresh.ptr[row + 1]] : [source.from, source.to]
      rows.idx.set((source === undefined ? fresh.idx : idx).subarray(from, to), at)
      rows.val.set((source === undefined ? fresh.val : val).subarray(from, to), at)
      rows.ptr[row + 1] = at + to - from
    }
    const idf = new Float64Array(rows.cols).fill(idfOf(this.#inverseNorm.filter((norm) => norm > 0).length, 1))
    idf.set(this.#vocabulary.idf)
    return new ContentIndex(this.#settings, this.#segment, { ...writer.vocabulary(), idf }, rows, this.#fitted)
  }

  /** The parts for `packModel`. */
  pack(): { meta: Fitted; arrays: Record<string, Float32Array | Float64Array | Int32Array | Uint8Array> } {
    const { keys, texts, kinds, idf } = this.#vocabulary
    const { ptr, idx, val } = this.#rows
    return {
      meta: this.#fitted,
      arrays: { keys: packStrings(keys), texts: packStrings(texts), kinds, idf, ptr, idx, val: Float32Array.from(val) },
    }
  }

  static restore(file: Unpacked, settings: ContentSettings): ContentIndex {
    const { meanLength, described = 0 } = file.meta as unknown as Partial<Fitted> & Pick<Fitted, 'meanLength'>
    const vocabulary = { keys: unpackStrings(file.u8('keys')), texts: unpackStrings(file.u8('texts')), kinds: file.u8('kinds'), idf: file.f64('idf') }
    const ptr = file.i32('ptr')
    const rows = { rows: ptr.length - 1, cols: vocabulary.keys.length, ptr, idx: file.i32('idx'), val: file.f32('val') }
    const fitted = { meanLength, described }
    for (const known of opened) {
      const index = known.deref()
      if (index === undefined) opened.delete(known)
      else if (index.#isOf(settings, vocabulary, rows, fitted)) return index
    }
    const index = new ContentIndex(settings, segmenterHere(settings.segmenter), vocabulary, rows, fitted)
    opened.add(new WeakRef(index))
    return index
  }

  #isOf(settings: ContentSettings, vocabulary: Vocabulary, rows: Csr, fitted: Fitted): boolean {
    const own = this.#vocabulary
    return (
      indexSettings.every((name) => this.#settings[name] === settings[name]) &&
      this.#fitted.meanLength === fitted.meanLength &&
      this.#fitted.described === fitted.described &&
      isSame(this.#rows.ptr, rows.ptr) &&
      isSame(this.#rows.idx, rows.idx) &&
      isSame(this.#rows.val, rows.val) &&
      isSame(own.idf, vocabulary.idf) &&
      isSame(own.kinds, vocabulary.kinds) &&
      isSame(own.keys, vocabulary.keys) &&
      isSame(own.texts, vocabulary.texts)
    )
  }

  /** The terms that two products share and that count, with what each adds to the cosine; until the next call. */
  #share(a: number, b: number): Shared {
    const shared = this.#shared
    shared.count = 0
    if (!(a >= 0 && b >= 0 && a < this.items && b < this.items)) return shared
    const { ptr, idx } = this.#rows
    const parts = this.#parts()
    const endA = ptr[a + 1]
    const endB = ptr[b + 1]
    let p = ptr[a]
    let q = ptr[b]
    while (p < endA && q < endB) {
      const termA = idx[p]
      const termB = idx[q]
      if (termA < termB) p++
      else if (termB < termA) q++
      else {
        const amount = parts[p] * parts[q]
        if (amount !== 0) {
          shared.terms[shared.count] = termA
          shared.amounts[shared.count++] = amount
        }
        p++
        q++
      }
    }
    return shared
  }

  /** What stands in `#rows`, as parts of vectors of length 1 [non-zeros]. */
  #parts(): Float64Array {
    if (this.#vectors === undefined) {
      const { rows, ptr, idx, val } = this.#rows
      const parts = new Float64Array(val.length)
      for (let i = 0; i < rows; i++) for (let p = ptr[i]; p < ptr[i + 1]; p++) parts[p] = val[p] * this.#weight[idx[p]] * this.#inverseNorm[i]
      this.#vectors = parts
    }
    return this.#vectors
  }

  /** The terms a typed word stands for, each with its share. */
  #expand(word: string): [term: number, share: number][] {
    const { keys } = this.#vocabulary
    this.#indexes ??= new Map(keys.map((key, term) => [key, term]))
    const exact = this.#indexes.get(`${wordMark}${word}`)
    const found: [number, number][] = exact === undefined ? [] : [[exact, 1]]
    this.#words ??= [...keys.keys()].filter((term) => keys[term]!.startsWith(wordMark)).sort((x, y) => (keys[x]! < keys[y]! ? -1 : 1))
    const others = unspacedScript.test(word) ? this.#words.filter((term) => keys[term]!.includes(word)) : this.#beginningWith(word)
    for (const term of others.slice(0, prefixWords)) if (term !== exact) found.push([term, prefixShare])
    return found
  }

  #beginningWith(word: string): number[] {
    const { keys } = this.#vocabulary
    const words = this.#words ?? []
    const wanted = `${wordMark}${word}`
    if (word.length < 2) return []
    let low = 0
    let high = words.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (keys[words[middle]!]! < wanted) low = middle + 1
      else high = middle
    }
    const found: number[] = []
    while (low < words.length && found.length < prefixWords && keys[words[low]!]!.startsWith(wanted)) found.push(words[low++]!)
    return found
  }
}

/** Those that were opened from files and are still in use: a model of descriptions and a linear one that leans on them hold the same, which then stands in memory once. */
const opened = new Set<WeakRef<ContentIndex>>()
