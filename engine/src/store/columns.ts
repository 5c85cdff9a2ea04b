import { storeFailure } from './failure.ts'
import { training } from './queries.ts'
import { type Connection, connect } from './sqlite.ts'
import type { EventColumns } from './store.ts'

/** Rows of one chunk: about 20 MB of text on the way. */
const defaultChunk = 50_000

/**
 * Every event in order of (actor, time of event, arrival) as columns, `chunk` rows at a time: one snapshot, whatever is written meanwhile, over a
 * connection of its own. Actors come in the order of their first arrival. Memory: one chunk, and the names once.
 */
export async function* readColumns(path: string, chunk: number = defaultChunk): AsyncGenerator<EventColumns> {
  let connection: Connection | undefined
  try {
    connection = connect(path, 'reader')
    connection.exec('BEGIN')
    const actors = names(connection, training.actors)
    const items = names(connection, training.items)
    const page = connection.prepare(training.page)
    let after: [actor: number, at: number, seq: number] = [0, 0, 0]
    for (;;) {
      const texts = page.get(...after, chunk) as { readonly [column in keyof Page]: string }
      const part = parse(texts)
      const n = part.seq.length
      if (n === 0) return
      after = [part.actor[n - 1]!, part.at[n - 1]!, part.seq[n - 1]!]
      yield {
        actors: part.actor.map((actor) => actors[actor]!),
        items: part.item.map((item) => (item === null ? '' : items[item]!)),
        kinds: Uint8Array.from(part.kind),
        times: Float64Array.from(part.at),
        quantities: Float64Array.from(part.quantity, (quantity) => quantity ?? 1),
        prices: Float64Array.from(part.price, (price) => price ?? Number.NaN),
        ratings: Float64Array.from(part.rating, (rating) => rating ?? Number.NaN),
        usable: Uint8Array.from(part.usable),
        ids: part.id,
        baskets: part.basket.map((basket) => basket ?? ''),
      }
      if (n < chunk) return
    }
  } catch (error) {
    throw storeFailure(error, path)
  } finally {
    connection?.close()
  }
}

interface Page {
  readonly id: string[]
  readonly actor: number[]
  readonly item: (number | null)[]
  readonly kind: number[]
  readonly at: number[]
  readonly quantity: (number | null)[]
  readonly price: (number | null)[]
  readonly rating: (number | null)[]
  readonly basket: (string | null)[]
  readonly usable: number[]
  readonly seq: number[]
}

function parse(texts: { readonly [column in keyof Page]: string }): Page {
  return Object.fromEntries(Object.entries(texts).map(([column, text]) => [column, JSON.parse(text)])) as unknown as Page
}

/** Names by their integer, a sparse list. */
function names(connection: Connection, query: string): string[] {
  const list: string[] = []
  for (const { id, name } of connection.prepare(query).all() as { id: number; name: string }[]) list[id] = name
  return list
}
