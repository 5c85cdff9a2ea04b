import { createHash } from 'node:crypto'
import type { Interactions } from './interactions.ts'

/** A hash of everything a model learns from, hex: same data, same fingerprint. */
export function fingerprint(data: Interactions): string {
  const hash = createHash('sha256')
  for (const array of [data.ptr, data.cols, data.times, data.weights, data.kinds]) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  for (const name of data.items.names()) hash.update(`${name}\n`)
  hash.update(JSON.stringify(data.products))
  return hash.digest('hex').slice(0, 32)
}
