import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { pack, type Sequences } from '../../src/nn/pack.ts'

function sequencesOf(lengths: readonly number[]): Sequences {
  const ptr = [0]
  for (const length of lengths) ptr.push(ptr.at(-1)! + length)
  // Every cell its own number, so that a misplaced one shows.
  return { ptr: Int32Array.from(ptr), items: Int32Array.from({ length: ptr.at(-1)! }, (_, at) => at) }
}

it('keeps every input with its target, whole sequences in one piece', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 23 }), { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), fc.nat(), (lengths, length, seed) => {
      const sequences = sequencesOf(lengths)
      const packed = pack(sequences, length, new Random(seed))
      const seen: number[] = []
      const pieces = new Map<string, number[]>()
      for (let cell = 0; cell < packed.items.length; cell++) {
        const item = packed.items[cell]!
        if (item < 0) {
          expect([packed.targets[cell], packed.segments[cell], packed.positions[cell], packed.sources[cell]]).toEqual([-1, 0, 0, -1])
          continue
        }
        seen.push(item)
        const source = packed.sources[cell]!
        expect(item).toBeGreaterThanOrEqual(sequences.ptr[source]!)
        expect(packed.targets[cell]).toBe(item + 1)
        expect(packed.targets[cell]).toBeLessThan(sequences.ptr[source + 1]!)
        const key = `${Math.floor(cell / length)}/${packed.segments[cell]}`
        const piece = pieces.get(key) ?? []
        pieces.set(key, piece)
        expect(packed.positions[cell]).toBe(piece.length)
        if (piece.length > 0) expect(item).toBe(piece.at(-1)! + 1)
        piece.push(item)
      }
      const expected = lengths.flatMap((size, source) => Array.from({ length: Math.max(0, size - 1) }, (_, at) => sequences.ptr[source]! + at))
      expect(seen.sort((a, b) => a - b)).toEqual(expected)
      const cuts = lengths.reduce((sum, size) => sum + Math.ceil(Math.max(0, size - 1) / length), 0)
      expect(pieces.size).toBe(cuts)
      expect(packed.waste).toBeCloseTo(packed.items.length === 0 ? 0 : 1 - seen.length / packed.items.length, 12)
    }),
    { numRuns: 200 },
  )
})

it('cuts a long sequence from its end', () => {
  const packed = pack(sequencesOf([8]), 3, new Random(1))
  const firsts = [...packed.items.keys()].filter((cell) => packed.items[cell]! >= 0 && packed.positions[cell] === 0).map((cell) => packed.items[cell])
  expect(firsts.sort()).toEqual([0, 1, 4])
})

it('wastes little where padding wastes most: lengths like those of shops', () => {
  const random = new Random('lengths')
  const lengths = Array.from({ length: 4000 }, () => Math.min(200, 3 + Math.floor(6 * random.exponential())))
  const packed = pack(sequencesOf(lengths), 50, new Random(3))
  const cells = lengths.reduce((sum, length) => sum + length - 1, 0)
  expect(packed.waste).toBeLessThan(0.01)
  expect(1 - cells / (lengths.length * 50)).toBeGreaterThan(0.8)
})

it('is shuffled by its seed alone: the same rows again, other ones with another, long and short mixed', () => {
  const sequences = sequencesOf(Array.from({ length: 300 }, (_, i) => 2 + (i % 30)))
  const one = pack(sequences, 32, new Random(1))
  expect(pack(sequences, 32, new Random(1))).toEqual(one)
  expect(pack(sequences, 32, new Random(2)).items).not.toEqual(one.items)
  const withLong = Array.from({ length: one.rows }, (_, row) => row).filter((row) => one.positions.subarray(row * 32, (row + 1) * 32).includes(25))
  const middle = withLong.reduce((sum, row) => sum + row, 0) / withLong.length / one.rows
  expect(middle).toBeGreaterThan(0.38)
  expect(middle).toBeLessThan(0.62)
})

it('takes no length below 1', () => {
  expect(() => pack(sequencesOf([3]), 0, new Random(1))).toThrow('at least 1, got 0')
})
