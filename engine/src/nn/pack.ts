import type { Random } from '../math/random.ts'

/** Sequences of many lengths laid into rows of one length, so that no work is spent on padding. */
export interface Packed {
  readonly rows: number
  readonly length: number
  /** Item of each cell [rows × length]; −1 where nothing is. */
  readonly items: Int32Array
  /** What follows it in its sequence: the item to predict [rows × length]; −1 where nothing is. */
  readonly targets: Int32Array
  /** Which sequence of its row a cell belongs to, counted from 1 [rows × length]; 0 where nothing is. Attention stays within equal segments. */
  readonly segments: Int32Array
  /** Place within the sequence, counted from 0 [rows × length]; 0 where nothing is. */
  readonly positions: Int32Array
  /** The sequence a cell comes from [rows × length]; −1 where nothing is. */
  readonly sources: Int32Array
  /** Cells that hold nothing, as a share of all. */
  readonly waste: number
}

/** Sequences in compressed rows: that of index s is items[ptr[s]] … items[ptr[s + 1] − 1], oldest first. */
export interface Sequences {
  readonly ptr: Int32Array
  readonly items: Int32Array
}

/**
 * Packs every sequence of at least two items as inputs (all but its last) and targets (all but its first). One with more inputs than `length` is cut into pieces from its end, so that every input
 * is there once and only the oldest piece is short; no other is split. Pieces go, longest first and those of equal length in seeded order, into the first row with room (first-fit decreasing:
 * at most 11/9 of the fewest rows, Johnson 1973), found in O(log rows); the rows are then shuffled, so that a batch of rows is a random sample.
 * @throws RangeError unless length is an integer of at least 1
 */
export function pack({ ptr, items }: Sequences, length: number, random: Random): Packed {
  if (!(Number.isInteger(length) && length >= 1)) throw new RangeError(`Rows are packed to a length of at least 1, got ${length}.`)
  const pieces = cut(ptr, length)
  const { row, rows } = firstFit(
    Int32Array.from(pieces.order, (piece) => pieces.sizes[piece]),
    length,
    random,
    pieces.order,
  )
  const size = rows * length
  const out = {
    items: new Int32Array(size).fill(-1),
    targets: new Int32Array(size).fill(-1),
    segments: new Int32Array(size),
    positions: new Int32Array(size),
    sources: new Int32Array(size).fill(-1),
  }
  const place = random.shuffle(Int32Array.from({ length: rows }, (_, at) => at))
  const used = new Int32Array(rows)
  const count = new Int32Array(rows)
  let filled = 0
  for (const piece of pieces.order) {
    const n = pieces.sizes[piece]
    const to = row[piece]
    const at = place[to] * length + used[to]
    const from = pieces.starts[piece]
    used[to] += n
    count[to]++
    filled += n
    out.items.set(items.subarray(from, from + n), at)
    out.targets.set(items.subarray(from + 1, from + n + 1), at)
    out.segments.fill(count[to], at, at + n)
    out.sources.fill(pieces.sources[piece], at, at + n)
    for (let i = 0; i < n; i++) out.positions[at + i] = i
  }
  return { rows, length, ...out, waste: size === 0 ? 0 : 1 - filled / size }
}

interface Pieces {
  readonly starts: Int32Array
  readonly sizes: Int32Array
  readonly sources: Int32Array
  readonly order: Int32Array
}

function cut(ptr: Int32Array, length: number): Pieces {
  const starts: number[] = []
  const sizes: number[] = []
  const sources: number[] = []
  for (let source = 0; source + 1 < ptr.length; source++) {
    for (let end = ptr[source + 1] - 1; end > ptr[source]; end -= length) {
      const start = Math.max(ptr[source], end - length)
      starts.push(start)
      sizes.push(end - start)
      sources.push(source)
    }
  }
  return { starts: Int32Array.from(starts), sizes: Int32Array.from(sizes), sources: Int32Array.from(sources), order: Int32Array.from(starts.keys()) }
}

/** The row of each piece. Sorts `order` and the sizes with it. A tree of maxima over the room left finds the first row that fits. */
function firstFit(sizes: Int32Array, length: number, random: Random, order: Int32Array): { row: Int32Array; rows: number } {
  const bySize = Int32Array.from(sizes)
  random.shuffle(order)
  order.sort((a, b) => bySize[b] - bySize[a])
  let leaves = 1
  while (leaves < order.length) leaves *= 2
  const room = new Int32Array(2 * leaves).fill(length)
  const row = new Int32Array(order.length)
  let rows = 0
  for (const piece of order) {
    const size = bySize[piece]
    let node = 1
    while (node < leaves) node = room[2 * node] >= size ? 2 * node : 2 * node + 1
    row[piece] = node - leaves
    rows = Math.max(rows, row[piece] + 1)
    room[node] -= size
    for (node >>= 1; node >= 1; node >>= 1) room[node] = Math.max(room[2 * node], room[2 * node + 1])
  }
  return { row, rows }
}
