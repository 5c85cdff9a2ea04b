import type { Product } from '../data/catalogue.ts'
import { CandorError } from '../errors.ts'
import { markCatalogue, type Serving } from './serving.ts'

/** Adds or replaces products; they can be recommended from the next request on. */
export async function putItems(serving: Serving, products: readonly Product[]): Promise<void> {
  const { house } = serving
  // Both in one turn, so that they share a commit.
  const [, mark] = await Promise.all([house.store.putItems(products), markCatalogue(house)])
  serving.itemsChanged(
    products.map(({ id }) => id),
    mark,
  )
}

/** Throws `item.unknown`. */
export function itemOf(serving: Serving, id: string): Product {
  const product = serving.product(id)
  if (product === undefined) throw unknown(id)
  return product
}

/** Takes a product out of the catalogue; its events stay. Throws `item.unknown`. */
export async function deleteItem(serving: Serving, id: string): Promise<void> {
  const { house } = serving
  if (house.store.item(id) === undefined) throw unknown(id)
  // Both in one turn, so that they share a commit.
  const [isDeleted, mark] = await Promise.all([house.store.deleteItem(id), markCatalogue(house)])
  serving.itemsChanged([id], mark)
  // Somebody else took it out in between.
  if (!isDeleted) throw unknown(id)
}

function unknown(id: string): CandorError {
  return new CandorError('item.unknown', `There is no item "${id}" in the catalogue. Ids are case-sensitive.`)
}
