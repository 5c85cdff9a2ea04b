/**
 * Seeded random numbers: xoshiro128** (Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators", doi:10.1145/3460772), its state filled by
 * splitmix32 from a hash of the seed. Only 32-bit integer operations decide the stream, so one seed gives one stream on every platform; `normal` adds
 * V8's own logarithm and cosine, which are software and equal across platforms too. Not for secrets.
 */
export class Random {
  readonly #seed: string
  #a: number
  #b: number
  #c: number
  #d: number
  #spare = Number.NaN

  /** A seed is any number or text; 7 and '7' are the same seed. */
  constructor(seed: number | string) {
    this.#seed = String(seed)
    let state = hash(this.#seed, 0x9e3779b9)
    const mix = hash(this.#seed, 0x85ebca6b)
    const splitmix = (): number => {
      state = (state + 0x9e3779b9) | 0
      let z = state
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
      return z ^ (z >>> 15)
    }
    this.#a = splitmix()
    this.#b = splitmix() ^ mix
    this.#c = splitmix()
    this.#d = splitmix() | 1 // an all-zero state would stay zero for ever
  }

  /** Next 32 bits, an integer in [0, 2³²). */
  bits(): number {
    const x = Math.imul(this.#b, 5)
    const result = Math.imul((x << 7) | (x >>> 25), 9)
    const t = this.#b << 9
    this.#c ^= this.#a
    this.#d ^= this.#b
    this.#b ^= this.#c
    this.#a ^= this.#d
    this.#c ^= t
    this.#d = (this.#d << 11) | (this.#d >>> 21)
    return result >>> 0
  }

  /** Uniform in [0, 1), with 53 random bits. */
  next(): number {
    const high = this.bits() >>> 5
    return (high * 67108864 + (this.bits() >>> 6)) / 9007199254740992
  }

  /**
   * Uniform integer in [0, n). The bias of the multiplication method is at most n / 2³².
   * @throws RangeError unless n is an integer in [1, 2³²]
   */
  int(n: number): number {
    if (!(Number.isInteger(n) && n >= 1 && n <= 4294967296)) throw new RangeError(`A random integer needs a bound from 1 to 2^32, got ${n}.`)
    return Math.floor((this.bits() / 4294967296) * n)
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.next()
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** Standard normal (Box and Muller's method; both of a pair are used). */
  normal(): number {
    if (!Number.isNaN(this.#spare)) {
      const spare = this.#spare
      this.#spare = Number.NaN
      return spare
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()))
    const angle = 2 * Math.PI * this.next()
    this.#spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }

  /** Exponential with mean 1. */
  exponential(): number {
    return -Math.log(1 - this.next())
  }

  /**
   * Poisson count with the given mean: by inversion up to 30, above it as a sum of parts (exact at every mean, time grows with the mean).
   * @throws RangeError when the mean is negative or not finite
   */
  poisson(mean: number): number {
    if (!(mean >= 0 && mean < Number.POSITIVE_INFINITY)) throw new RangeError(`A Poisson mean must be at least 0, got ${mean}.`)
    let count = 0
    for (let rest = mean; rest > 0; rest -= 30) {
      const floor = Math.exp(-Math.min(rest, 30))
      for (let product = this.next(); product > floor; product *= this.next()) count++
    }
    return count
  }

  /** Shuffles in place (Fisher and Yates) and returns the same list. */
  shuffle<T extends Int32Array | Uint32Array | Float32Array | Float64Array | unknown[]>(list: T): T {
    const cells = list as unknown[]
    for (let i = cells.length - 1; i > 0; i--) {
      const j = this.int(i + 1)
      const held = cells[i]
      cells[i] = cells[j]
      cells[j] = held
    }
    return list
  }

  /**
   * One element, each with the same chance.
   * @throws RangeError when the list is empty
   */
  pick<T>(list: ArrayLike<T>): T {
    if (list.length === 0) throw new RangeError('Cannot pick from an empty list.')
    return list[this.int(list.length)] as T
  }

  /**
   * k different integers of [0, n), every subset equally likely (Floyd's method: time and memory O(k)); their order is shuffled.
   * @throws RangeError when k > n
   */
  sample(n: number, k: number): Int32Array {
    if (!(k >= 0 && k <= n)) throw new RangeError(`Cannot draw ${k} different integers out of ${n}.`)
    const seen = new Set<number>()
    for (let top = n - k; top < n; top++) {
      const candidate = this.int(top + 1)
      seen.add(seen.has(candidate) ? top : candidate)
    }
    return this.shuffle(Int32Array.from(seen))
  }

  /**
   * A generator of its own for a named part, given by the seed and the name only: however much has been drawn here or in other parts, its stream is the same.
   */
  fork(name: string | number): Random {
    return new Random(`${this.#seed}/${name}`)
  }
}

/** 32-bit hash of a text's UTF-16 units (multiply and rotate, then murmur3's finish). */
function hash(text: string, start: number): number {
  let h = start ^ text.length
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0xcc9e2d51)
    h = (h << 13) | (h >>> 19)
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
