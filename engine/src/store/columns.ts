import { storeFailure } from './failure.ts'
import { training } from './queries.ts'
import { type Connection, connect } from './sqlite.ts'
import type { EventColumns } from './store.ts'

/** Rows of one chunk: about 20 MB of text on the way. */
const defaultChunk = 50_000

/**
 * Every event in order of (actor, time of event, arrival) as columns, `chunk` rows at a time: one snapshot, whatever is written meanwhile, over a
 * connection of its own. Actors come in the order of their first arrival; times and amounts have 15 digits.
 * Memory: one chunk, and the names once.
 */
export async function* readColumns(path: string, chunk: number = defaultChunk): AsyncGenerator<EventColumns> {
  let connection: Connection | undefined
  try {
    connection = connect(path, 'reader')
    connection.exec('PRAGMA cache_size = -65536; BEGIN')
    const actors = names(connection, training.actors)
    const items = names(connection, training.items)
    const next = connection.prepare(training.next)
    let texts = connection.prepare(training.first).get(chunk)
    for (;;) {
      const part = parse(texts as Texts)
      const n = part.seq.length
      if (n === 0) return
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
      texts = next.get(part.seq[n - 1]!, chunk)
    }
  } catch (error) {
    throw storeFailure(error, path)
  } finally {
    // Ended by name: a closed connection lives on until its statements are collected, and an open snapshot would hold the log.
    connection?.exec('ROLLBACK')
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

type Texts = { readonly [column in keyof Page]: string }

function parse(texts: Texts): Page {
  return Object.fromEntries(Object.entries(texts).map(([column, text]) => [column, JSON.parse(text)])) as unknown as Page
}

/** Names by their integer, a sparse list. */
function names(connection: Connection, query: string): string[] {
  const list: string[] = []
  for (const { id, name } of connection.prepare(query).all() as { id: number; name: string }[]) list[id] = name
  return list
}
