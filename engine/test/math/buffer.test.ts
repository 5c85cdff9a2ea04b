import { expect, it } from 'vitest'
import { openArrays, packArrays, readHeader } from '../../src/math/buffer.ts'

const magic = 'CANDORX1'
const arrays = {
  odd: Uint8Array.of(1, 2, 3),
  weights: Float32Array.of(0.5, -0, 3.25),
  'a/b c': Float64Array.of(Math.PI),
  counts: Int32Array.of(-1, 2 ** 31 - 1),
  none: new Float32Array(0),
}
const bytes = packArrays(magic, { name: 'x', deep: { list: [1, 'é'] } }, arrays)

it('opens what it packed, header and arrays, wherever the bytes lie', () => {
  const shifted = new Uint8Array(bytes.length + 3)
  shifted.set(bytes, 3)
  for (const packed of [bytes, shifted.subarray(3)]) {
    expect(readHeader(magic, packed)).toMatchObject({ name: 'x', deep: { list: [1, 'é'] } })
    const open = openArrays(magic, packed)
    expect(open.u8('odd')).toEqual(arrays.odd)
    expect(open.f32('weights')).toEqual(arrays.weights)
    expect(open.f64('a/b c')).toEqual(arrays['a/b c'])
    expect(open.i32('counts')).toEqual(arrays.counts)
    expect(open.f32('none')).toHaveLength(0)
  }
})

it('copies nothing where alignment allows', () => {
  expect(openArrays(magic, bytes).f32('weights').buffer).toBe(bytes.buffer)
})

it('refuses every flipped bit after its magic, every shorter length, another magic, and arrays that are not there', () => {
  for (let at = 8; at < bytes.length; at++) {
    const flipped = bytes.slice()
    flipped[at]! ^= 1 << (at % 8)
    expect(() => openArrays(magic, flipped), `byte ${at}`).toThrow(RangeError)
  }
  for (let length = 0; length < bytes.length; length++) expect(() => openArrays(magic, bytes.subarray(0, length))).toThrow(RangeError)
  expect(() => openArrays('CANDORM1', bytes)).toThrow('CANDORM1')
  expect(() => openArrays(magic, bytes).f32('odd')).toThrow('no array "odd" of type f32')
  expect(() => packArrays(magic, {}, { list: [1] as unknown as Uint8Array })).toThrow('Cannot save')
})
