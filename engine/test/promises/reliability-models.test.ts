import { expect, test } from 'vitest'
import { CandorError } from '../../src/errors.ts'
import { modelName, packModel, unpackModel } from '../../src/models/buffer.ts'
import { openArtifacts } from '../../src/store/artifacts.ts'
import { freshFolder } from '../store/folders.ts'

const arrays = {
  weights: Float32Array.from({ length: 500 }, (_, n) => n / 7),
  ptr: Int32Array.from({ length: 9 }, (_, n) => n),
  names: new TextEncoder().encode('["a","b"]'),
}

test('a model file with any one byte changed is refused by name', async () => {
  const artifacts = openArtifacts(freshFolder())
  await artifacts.put('m', packModel('ease', 2, { l2: 100 }, arrays))
  const good = (await artifacts.get('m'))!
  expect(unpackModel(good, 'ease', 2).f32('weights')).toEqual(arrays.weights)
  for (let at = 0; at < good.length; at++) {
    const bad = good.slice()
    bad[at]! ^= 1 << (at % 8)
    expect(
      codeOf(() => unpackModel(bad, 'ease', 2)),
      `byte ${at}`,
    ).toMatch(/^model\.(corrupt|version)$/)
  }
})

test('a model file cut anywhere, or with more behind it, is refused', () => {
  const good = packModel('ease', 2, { l2: 100 }, arrays)
  for (let length = 0; length < good.length; length += 3) expect(codeOf(() => unpackModel(good.slice(0, length), 'ease', 2))).toBe('model.corrupt')
  const longer = new Uint8Array(good.length + 8)
  longer.set(good)
  expect(codeOf(() => unpackModel(longer, 'ease', 2))).toBe('model.corrupt')
})

test('a model of a later version says so, and what to do', () => {
  const later = packModel('ease', 3, {}, arrays)
  expect(modelName(later)).toBe('ease')
  expect(codeOf(() => unpackModel(later, 'ease', 2))).toBe('model.version')
  expect(() => unpackModel(later, 'ease', 2)).toThrow(/version 3 .* version 2 was expected.*candor train/)
})

function codeOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return error instanceof CandorError ? error.code : String(error)
  }
  return 'accepted'
}
