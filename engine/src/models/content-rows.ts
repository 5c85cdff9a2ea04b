import type { Csr } from '../math/csr.ts'
import type { ContentSettings, Vocabulary } from './content-index.ts'
import { type TermKind, termKinds, type termsOf } from './content-terms.ts'

/** Collects the terms of products row by row; known terms keep their index, new ones are appended. */
export class RowWriter {
  readonly #indexes = new Map<string, number>()
  readonly #texts: string[] = []
  readonly #kinds: number[] = []
  readonly #ptr = [0]
  readonly #terms: number[] = []
  readonly #amounts: number[] = []
  /** Weighted words of each text [items]. */
  readonly lengths: number[] = []

  constructor(known?: Vocabulary) {
    known?.keys.forEach((key, term) => {
      this.#indexes.set(key, term)
      this.#texts.push(known.texts[term]!)
      this.#kinds.push(known.kinds[term])
    })
  }

  add(terms: ReturnType<typeof termsOf>): void {
    let length = 0
    const row = terms.map((term): [number, number] => {
      if (term.kind === 'words') length += term.amount
      return [this.#indexOf(term.key, term.text, term.kind), term.amount]
    })
    for (const [term, amount] of row.sort((x, y) => x[0] - y[0])) {
      this.#terms.push(term)
      this.#amounts.push(amount)
    }
    this.#ptr.push(this.#terms.length)
    this.lengths.push(length)
  }

  /** Words saturate by BM25; facts count their field's weight. */
  finish(rows: number, settings: ContentSettings, meanLength: number): Csr {
    const wordKind = termKinds.indexOf('words')
    const val = Float32Array.from(this.#amounts)
    for (let row = 0; row < rows; row++) {
      const long = settings.k1 * (1 - settings.b + (settings.b * this.lengths[row]!) / (meanLength || 1))
      for (let p = this.#ptr[row]!; p < this.#ptr[row + 1]!; p++) {
        if (this.#kinds[this.#terms[p]!] === wordKind) val[p] = (val[p] * (settings.k1 + 1)) / (val[p] + long)
      }
    }
    return { rows, cols: this.#indexes.size, ptr: Int32Array.from(this.#ptr), idx: Int32Array.from(this.#terms), val }
  }

  /** Of the products that have a text, in weighted words; 0 where none has. */
  get meanLength(): number {
    const described = this.lengths.filter((length) => length > 0)
    return described.length === 0 ? 0 : described.reduce((sum, length) => sum + length, 0) / described.length
  }

  vocabulary(): Omit<Vocabulary, 'idf'> {
    return { keys: [...this.#indexes.keys()], texts: this.#texts, kinds: Uint8Array.from(this.#kinds) }
  }

  #indexOf(key: string, text: string, kind: TermKind): number {
    const known = this.#indexes.get(key)
    if (known !== undefined) return known
    const term = this.#indexes.size
    this.#indexes.set(key, term)
    this.#texts.push(text)
    this.#kinds.push(termKinds.indexOf(kind))
    return term
  }
}

/** Steps of a category path. */
export function stepsIn(path: string): number {
  let steps = 1
  for (let at = path.indexOf(' > '); at >= 0; at = path.indexOf(' > ', at + 3)) steps++
  return steps
}

export function isSame<T>(a: ArrayLike<T>, b: ArrayLike<T>): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** ln(1 + (N − df + ½) / (df + ½)). */
export function idfOf(documents: number, df: number): number {
  return Math.log(1 + Math.max(0, documents - df + 0.5) / (df + 0.5))
}
