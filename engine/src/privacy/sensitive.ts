import type { Product } from '../data/catalogue.ts'
import { harmless, topics } from './sensitive-words.ts'

/**
 * Whether a purchase of this product must not be named: its title, categories, tags or brand hold a sensitive word. `extra` are the shop's own
 * words, matched like the built-in ones. Letters with accents and full-width forms count as their plain ones.
 */
export function isSensitive(product: Product | undefined, extra: readonly string[] = []): boolean {
  if (product === undefined) return false
  const known = remembered.get(product)
  const own = known ?? builtIn.test(textOf(product).replace(innocent, ' '))
  if (known === undefined) remembered.set(product, own)
  return own || (extra.length > 0 && shopPattern(extra).test(textOf(product)))
}

/** `isSensitive` of the products of a catalogue by their place, found once for all who ask with the same words: lists ask with every entry and sentence. */
export function sensitivityOf(products: readonly (Product | undefined)[], extra: readonly string[]): (item: number) => boolean {
  let known = catalogues.get(products)
  if (known === undefined || known.extra !== extra) {
    known = { extra, marks: new Uint8Array(products.length) }
    catalogues.set(products, known)
  }
  const { marks } = known
  return (item) => {
    if (marks[item] === unseen) marks[item] = isSensitive(products[item], extra) ? sensitiveMark : harmlessMark
    return marks[item] === sensitiveMark
  }
}

const catalogues = new WeakMap<readonly (Product | undefined)[], { readonly extra: readonly string[]; readonly marks: Uint8Array }>()
const unseen = 0
const harmlessMark = 1
const sensitiveMark = 2

const withoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u
/** The catalogue is asked about again with every answer, so what was found is kept as long as the product is. */
const remembered = new WeakMap<Product, boolean>()
const shops = new Map<string, RegExp>()
const builtIn = wordsPattern(Object.values(topics).flat())
const innocent = new RegExp(wordsPattern(harmless), 'gu')

function textOf({ title, category = [], tags = [], brand }: Product): string {
  return plain([title, ...category, ...tags, brand].join(' \n '))
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

function shopPattern(words: readonly string[]): RegExp {
  const key = words.join('\n')
  let made = shops.get(key)
  if (made === undefined) {
    made = wordsPattern(words)
    shops.set(key, made)
  }
  return made
}

/** Whole words with an optional plural, spaces also as hyphens; words of scripts without spaces anywhere. */
function wordsPattern(words: readonly string[]): RegExp {
  const escaped = words
    .map((word) => plain(word).trim())
    .filter((word) => word !== '')
    .map((word) => {
      const literal = word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/[\s-]+/g, '[\\s-]+')
      return withoutSpaces.test(word) ? literal : `(?<![\\p{L}\\p{N}])${literal}(?:s|es)?(?![\\p{L}\\p{N}])`
    })
  return new RegExp(escaped.length === 0 ? '(?!)' : escaped.join('|'), 'u')
}
