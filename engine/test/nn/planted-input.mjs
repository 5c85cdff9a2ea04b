import { Random } from '../../dist/math/random.js'

/** Transitions among 24 items: item i is followed by (5i + 2) mod 24, one time in eight by any other. */
export function plantedInput(more = {}) {
  const random = new Random('planted')
  const items = 24
  const from = Int32Array.from({ length: 480 }, () => random.int(items))
  return { items, from, to: from.map((item) => (random.chance(1 / 8) ? random.int(items) : (item * 5 + 2) % items)), epochs: 12, ...more }
}
