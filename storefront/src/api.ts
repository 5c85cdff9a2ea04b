import { CandorClient } from '../../engine/src/client/index.ts'
import type { Product } from '../../engine/src/data/catalogue.ts'
import type { PersonAnswer } from '../../engine/src/service/contract.ts'

export { CandorProblem } from '../../engine/src/client/index.ts'
export type { PersonAnswer, Product }

export const client = new CandorClient({ url: location.origin, fetch: (input, init) => fetch(input, init) })

/** Somebody shopping: an account of the demo, or an anonymous session. */
export interface Shopper {
  readonly user?: string
  readonly session?: string
}

export function idOf(shopper: Shopper): string {
  return shopper.user ?? `session:${shopper.session ?? ''}`
}

/** Tells the shop what happened; resolves when it is durable, so that the next list knows it. */
export async function happened(shopper: Shopper, event: string, details: { item?: string; price?: number; query?: string } = {}): Promise<void> {
  await client.send({ id: crypto.randomUUID(), event, ...shopper, at: Date.now(), ...details })
}

/** Everything kept, or undefined where nothing is. */
export async function personOf(shopper: Shopper, locale?: string): Promise<PersonAnswer | undefined> {
  try {
    const path = { id: idOf(shopper) }
    return (await client.call('GET /v1/people/{id}', { path, query: locale === undefined ? {} : { locale } })) as PersonAnswer
  } catch (error) {
    if ((error as { code?: string }).code === 'person.unknown') return undefined
    throw error
  }
}

/** The made people of the demo shop, and its categories in other languages. A shop that is no demo has none; then only the visitor is offered. */
export interface Demo {
  readonly personas: readonly string[]
  readonly categories: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export async function demo(): Promise<Demo> {
  const nobody: Demo = { personas: [], categories: {} }
  const response = await fetch('/v1/demo')
  return response.ok ? { ...nobody, ...((await response.json()) as Demo) } : nobody
}

/** A category path or step, in the asked language where the shop has words for it. */
export function categoryIn(demo: Demo | undefined, path: string, language: string): string {
  const words = demo?.categories[language] ?? {}
  return path
    .split(' › ')
    .map((step) => words[step] ?? step)
    .join(' › ')
}

export function titleIn(product: Pick<Product, 'id' | 'title' | 'attributes'>, language: string): string {
  const local = product.attributes?.[`title_${language}`]
  return (typeof local === 'string' ? local : product.title) ?? product.id
}

export function money(price: number, currency: string | undefined, language: string): string {
  return new Intl.NumberFormat(language, { style: 'currency', currency: currency ?? 'EUR' }).format(price)
}

export function pictureOf(product: Pick<Product, 'id' | 'image'>): string {
  return product.image ?? `/pictures/${encodeURIComponent(product.id)}.svg`
}
