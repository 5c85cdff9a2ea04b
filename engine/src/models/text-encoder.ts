import type { Product } from '../data/catalogue.ts'
import { protectedByDefault } from '../data/people.ts'
import type { Csr } from '../math/csr.ts'
import { topSingular } from '../math/svd.ts'
import { solving } from './linear.ts'
import type { FitContext } from './model.ts'
import { distilled } from './text-distil.ts'
import { readEncoder } from './text-files.ts'
import { readInThread } from './text-network-thread.ts'
import { sparseProjected } from './text-sums.ts'

/** What is made of each item's text [items × size]. */
export interface Encoded {
  readonly size: number
  readonly vectors: Float32Array
  /** What each word or fact adds [terms × size], so that texts of later are encoded too. */
  readonly terms: Float32Array
  /** The encoder, where it is not the bundled one. */
  readonly encoder?: Encoder
}

/** An encoder of the shop's own: where it lay, and the SHA-256 of what it was. */
export interface Encoder {
  readonly path: string
  readonly fingerprint: string
}

/** Rounds of subspace iteration: directions need not be exact. */
const rounds = 4

/**
 * The bundled encoder, which learns from the catalogue's own texts: latent semantic analysis (Deerwester et al. 1990). A text is the sum of what its words and facts say, each its weight along the `size` main directions of all texts; weaker directions are
 * raised by the root of how much weaker they are, since the first ones hold what nearly every text says. Needs no download and no language of its own; says nothing of words it has not seen.
 */
export async function encodeByWords(texts: Csr, size: number, ctx: FitContext): Promise<Encoded> {
  if (texts.idx.length === 0) return { size: 0, vectors: new Float32Array(0), terms: new Float32Array(0) }
  const { values, right } = await solving(ctx, 'texts', ({ signal }) => topSingular(texts, { count: size, seed: ctx.seed, rounds, signal }))
  const found = values.length
  const terms = new Float32Array(texts.cols * found)
  for (let at = 0; at < terms.length; at++) terms[at] = right[at] * Math.sqrt(values[0] / values[at % found])
  return { size: found, vectors: sparseProjected(texts, terms, found), terms }
}

/**
 * The vectors of length 1 that the shop's own encoder, a network in a file, makes of each product's text. Products of later are told by what it is found to say of each word (see `distilled`), so that serving never waits for the network, nor needs its file.
 * Throws `file.missing`, `file.unreadable` or `params.invalid` where the file is no encoder (see `openTextNetwork`).
 */
export async function encodeByNetwork(path: string, products: readonly (Product | undefined)[], texts: Csr, ctx: FitContext): Promise<Encoded> {
  const { files, fingerprint } = await readEncoder(path)
  const { size, vectors } = await readInThread(files, products.map(readingOf), ctx)
  return { size, vectors, terms: await distilled(texts, vectors, size, ctx), encoder: { path: files.path, fingerprint } }
}

const protectedNames = new Set(protectedByDefault)

/** What a reader would read of a product, the most telling first: an encoder reads only so far. Attributes named like a protected attribute of people are left out. */
export function readingOf(product: Product | undefined): string {
  if (product === undefined) return ''
  const { title, brand, category = [], tags = [], attributes = {}, description } = product
  const facts = Object.entries(attributes).flatMap(([name, value]) => {
    if (protectedNames.has(name.normalize('NFKC').trim().toLowerCase()) || value === false || value === '') return []
    return value === true ? [name] : [`${name}: ${value}`]
  })
  return [title, brand, category.join(' > '), ...tags, ...facts, description].flatMap((part) => part?.trim() || []).join('. ')
}
