import type { Product } from '../data/catalogue.ts'
import { protectedByDefault } from '../data/people.ts'
import type { Segmenter } from './words.ts'
import { wordsOf } from './words.ts'

/** What a term of a product is: a word of its text, or a whole fact from its catalogue entry. */
export const termKinds = ['words', 'brand', 'seller', 'category', 'attribute'] as const
export type TermKind = (typeof termKinds)[number]

/** How much each field counts beside the title, whose words count 1. */
export interface FieldWeights {
  readonly description: number
  readonly brand: number
  readonly seller: number
  readonly category: number
  readonly attributes: number
}

/** One term of one product. `key` tells terms apart, `text` is for people, `amount` is its frequency weighted by field. */
export interface Term {
  readonly key: string
  readonly kind: TermKind
  readonly text: string
  amount: number
}

/** The mark that begins the key of a word; the other kinds have marks of their own, so that the word "opi" and the brand "OPI" stay apart. */
export const wordMark = 'w:'
const protectedNames = new Set(protectedByDefault)

/**
 * The terms of a product, each once: its words (of title, description, brand, category and tags, so that all of them can be searched), and its facts (brand, seller,
 * each step of the category path, attributes, tags). Attributes named like a protected attribute of people (`protectedByDefault`) are left out. Empty without any text.
 */
export function termsOf(product: Product | undefined, weights: FieldWeights, segment: Segmenter): Term[] {
  const terms = new Map<string, Term>()
  const add = (kind: TermKind, key: string, text: string, amount: number): void => {
    if (!(amount > 0)) return
    const known = terms.get(key)
    if (known === undefined) terms.set(key, { key, kind, text, amount })
    else if (kind === 'words') known.amount += amount
  }
  const words = (text: string | undefined, amount: number): void => {
    if (text !== undefined && amount > 0) for (const word of wordsOf(text, segment)) add('words', `${wordMark}${word.term}`, word.text, amount)
  }
  if (product === undefined) return []
  words(product.title, 1)
  words(product.description, weights.description)
  if (product.brand !== undefined && product.brand.trim() !== '') {
    words(product.brand, 0.5)
    add('brand', `b:${plain(product.brand)}`, product.brand.trim(), weights.brand)
  }
  if (product.seller !== undefined && product.seller.trim() !== '') add('seller', `s:${plain(product.seller)}`, product.seller.trim(), weights.seller)
  const path: string[] = []
  for (const step of product.category ?? []) {
    path.push(plain(step))
    words(step, 0.5)
    add('category', `c:${path.join(' > ')}`, step.trim(), weights.category)
  }
  for (const tag of product.tags ?? []) {
    words(tag, 0.5)
    add('attribute', `t:${plain(tag)}`, tag.trim(), weights.attributes)
  }
  for (const [name, value] of Object.entries(product.attributes ?? {})) {
    if (protectedNames.has(plain(name)) || value === false || value === '') continue
    const text = value === true ? name : `${name}: ${value}`
    if (typeof value === 'string') words(value, 0.5)
    add('attribute', `a:${plain(name)}=${plain(String(value))}`, text, weights.attributes)
  }
  return [...terms.values()]
}

function plain(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}
