import { CandorClient } from '../../engine/src/client/index.ts'
import type { Product } from '../../engine/src/data/catalogue.ts'
import type { PersonAnswer } from '../../engine/src/service/contract.ts'

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
export async function personOf(shopper: Shopper): Promise<PersonAnswer | undefined> {
  try {
    return (await client.person(idOf(shopper))) as PersonAnswer
  } catch (error) {
    if ((error as { code?: string }).code === 'person.unknown') return undefined
    throw error
  }
}

export function titleIn(product: Pick<Product, 'id' | 'title' | 'attributes'>, language: string): string {
  const local = product.attributes?.[`title_${language}`]
  return (typeof local === 'string' ? local : product.title) ?? product.id
}

export function money(price: number, currency: string | undefined, language: string): string {
  return new Intl.NumberFormat(language, { style: 'currency', currency: currency ?? 'EUR' }).format(price)
}
