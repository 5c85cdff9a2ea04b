import { describe, expect, it } from 'vitest'
import { gram } from '../../src/math/csr.ts'
import { ease } from '../../src/models/ease.ts'
import { interactionMatrix } from '../../src/models/matrix.ts'
import { parseParams } from '../../src/models/params.ts'
import { keepsItsPromises } from './promises.ts'
import { ctx, lopsidedShop, weightsOf } from './shop.ts'

describe('ease', () => {
  keepsItsPromises(ease, { l2: 3 })
  describe('without recency', () => keepsItsPromises(ease, { l2: 3, decay: 1, tail: 0 }))

  it('is the optimum: (G + λI)B − G is diagonal and diag B = 0', async () => {
    const data = lopsidedShop()
    const l2 = 3
    const b = weightsOf(await ease.fit(data, parseParams(ease.params, { l2, prune: 0 }, 'ease'), ctx))
    const n = data.items.length
    const g = gram(interactionMatrix(data))
    let offDiagonal = 0
    let onDiagonal = 0
    for (let i = 0; i < n; i++) {
      expect(b[i * n + i]).toBe(0)
      for (let j = 0; j < n; j++) {
        let sum = l2 * b[i * n + j]! - g[i * n + j]!
        for (let m = 0; m < n; m++) sum += g[i * n + m]! * b[m * n + j]!
        if (i === j) onDiagonal = Math.max(onDiagonal, Math.abs(sum))
        else offDiagonal = Math.max(offDiagonal, Math.abs(sum))
      }
    }
    expect(offDiagonal).toBeLessThan(1e-4)
    expect(onDiagonal).toBeGreaterThan(0.1)
  })

  it('refuses a catalogue that is too large by naming slim-sparse', async () => {
    const items = 25_001
    const data = { ...lopsidedShop(), cols: Int32Array.from({ length: items }, (_, i) => i), items: { length: items } as never }
    await expect(ease.fit(data, parseParams(ease.params, {}, 'ease'), ctx)).rejects.toMatchObject({
      code: 'model.too-large',
      message: expect.stringContaining('slim-sparse'),
    })
  })

  it('says that there is no data', async () => {
    const data = { ...lopsidedShop(), cols: new Int32Array(0) }
    await expect(ease.fit(data, parseParams(ease.params, {}, 'ease'), ctx)).rejects.toMatchObject({ code: 'data.empty' })
  })
})
