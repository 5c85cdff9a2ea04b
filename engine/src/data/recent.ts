/** Keys a generation holds before it becomes the old one. */
const generation = 2 ** 20

/**
 * How often each of the last one to two million different keys was added: two open-addressing tables, the older dropped when the younger is full. Memory is at
 * most 64 MiB however long the stream; what is counted depends on the keys alone, so a rerun counts the same.
 */
export class RecentCounts {
  #young = new Table()
  #old = new Table()

  /** How often `key` (at least 0) was added before. */
  add(key: number): number {
    const before = this.get(key)
    this.set(key, before + 1)
    return before
  }

  get(key: number): number {
    return this.#young.get(key) ?? this.#old.get(key) ?? 0
  }

  set(key: number, value: number): void {
    this.#young.set(key, value)
    if (this.#young.size >= generation) {
      this.#old = this.#young
      this.#young = new Table()
    }
  }
}

/** The last texts seen, exactly: two generations of 250,000. */
export class RecentTexts {
  #young = new Set<string>()
  #old = new Set<string>()

  /** True when `text` is new (as far as remembered). */
  add(text: string): boolean {
    if (this.#young.has(text) || this.#old.has(text)) return false
    this.#young.add(text)
    if (this.#young.size >= 250_000) {
      this.#old = this.#young
      this.#young = new Set()
    }
    return true
  }
}

/** One copy of each recent text, cut loose from the piece of file it was read in, which it would otherwise keep in memory. */
export class Interned {
  #young = new Map<string, string>()
  #old = new Map<string, string>()

  of(text: string): string {
    // V8 copies substrings of up to 12 characters; longer ones are views into the whole piece.
    if (text.length < 13) return text
    const known = this.#young.get(text)
    if (known !== undefined) return known
    const copy = this.#old.get(text) ?? Buffer.from(text, 'utf16le').toString('utf16le')
    this.#young.set(copy, copy)
    if (this.#young.size >= 250_000) {
      this.#old = this.#young
      this.#young = new Map()
    }
    return copy
  }
}

class Table {
  size = 0
  #keys: Float64Array = new Float64Array(1024).fill(-1)
  #values: Float64Array = new Float64Array(1024)

  get(key: number): number | undefined {
    const slot = this.#slot(key)
    return this.#keys[slot] === key ? this.#values[slot] : undefined
  }

  set(key: number, value: number): void {
    let slot = this.#slot(key)
    if (this.#keys[slot] !== key) {
      if (this.size + 1 > this.#keys.length / 2) {
        this.#grow()
        slot = this.#slot(key)
      }
      this.#keys[slot] = key
      this.size++
    }
    this.#values[slot] = value
  }

  /** Where the key is or belongs: linear probing, load at most one half. */
  #slot(key: number): number {
    const keys = this.#keys
    const mask = keys.length - 1
    const mixed = Math.imul(key ^ Math.imul(key / 4294967296, 0x85ebca6b), 0x9e3779b1)
    let slot = (mixed ^ (mixed >>> 15)) & mask
    while (keys[slot] !== -1 && keys[slot] !== key) slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const keys = this.#keys
    const values = this.#values
    this.#keys = new Float64Array(keys.length * 2).fill(-1)
    this.#values = new Float64Array(keys.length * 2)
    for (const [index, key] of keys.entries()) {
      if (key === -1) continue
      const slot = this.#slot(key)
      this.#keys[slot] = key
      this.#values[slot] = values[index] as number
    }
  }
}
