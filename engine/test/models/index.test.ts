import { describe, expect, it } from 'vitest'
import { packModel } from '../../src/models/buffer.ts'
import { algorithm, algorithms, loadModel } from '../../src/models/index.ts'
import { defaults, parseParams } from '../../src/models/params.ts'

describe('the catalogue of algorithms', () => {
  it('knows each by its own name', () => {
    for (const [name, entry] of algorithms) expect(entry.name).toBe(name)
    expect(algorithm('ease').name).toBe('ease')
  })

  it('has whole, documented parameters whose defaults are inside their ranges', () => {
    for (const [name, entry] of algorithms) {
      expect(parseParams(entry.params, defaults(entry.params), name)).toEqual(defaults(entry.params))
      for (const field of Object.values(entry.params)) expect(field.doc.length).toBeGreaterThan(10)
      expect(entry.summary.endsWith('.')).toBe(true)
    }
  })

  it('answers an unknown name with those there are', () => {
    expect(() => algorithm('constructor')).toThrow(/no algorithm "constructor".*popular, item-knn, ease/)
  })

  it('refuses a buffer that is no model, and one of an algorithm it does not know', async () => {
    await expect(loadModel(new Uint8Array(100))).rejects.toMatchObject({ code: 'model.corrupt' })
    await expect(loadModel(packModel('oracle', 1, {}, {}))).rejects.toMatchObject({ code: 'algorithm.unknown' })
  })
})
