/** A dictionary between external ids (strings) and dense indexes 0 … length−1, in the order of first appearance. Immutable once shared. */
export class Ids {
  readonly #names: string[]
  readonly #indexes: Map<string, number>

  constructor(names: Iterable<string> = []) {
    this.#names = []
    this.#indexes = new Map()
    for (const name of names) this.add(name)
  }

  get length(): number {
    return this.#names.length
  }

  /** The id at `index`; throws RangeError outside 0 … length−1. */
  name(index: number): string {
    const name = this.#names[index]
    if (name === undefined) throw new RangeError(`No id at index ${index}: there are ${this.#names.length}.`)
    return name
  }

  /** The index of `name`, or −1. */
  indexOf(name: string): number {
    return this.#indexes.get(name) ?? -1
  }

  has(name: string): boolean {
    return this.#indexes.has(name)
  }

  /** The index of `name`, which is appended when new. For builders only. */
  add(name: string): number {
    const known = this.#indexes.get(name)
    if (known !== undefined) return known
    const index = this.#names.length
    this.#names.push(name)
    this.#indexes.set(name, index)
    return index
  }

  names(): readonly string[] {
    return this.#names
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#names[Symbol.iterator]()
  }
}
