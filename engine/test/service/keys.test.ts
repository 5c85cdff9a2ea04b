import { describe, expect, it, onTestFinished } from 'vitest'
import { openHouse } from '../../src/open.ts'
import { anyKeys, checkKey, createKey, listKeys, revokeKey } from '../../src/service/keys.ts'
import { emptyHouse } from './house.ts'

describe('keys', () => {
  it('stop at once when they are revoked, in this process or by another hold on the folder', async () => {
    const house = await emptyHouse()
    const other = await openHouse(house.folder, { log: house.log })
    onTestFinished(async () => {
      await other.store.close()
      await house.close()
    })
    expect(anyKeys(house)).toBe(false)
    const first = await createKey(other, ['serve'], 'made elsewhere')
    expect(checkKey(house, first.key)?.id).toBe(first.id)
    expect(anyKeys(house)).toBe(true)
    const second = await createKey(house, ['admin'], 'made here')
    expect(checkKey(other, second.key)?.scopes).toEqual(['admin'])
    await revokeKey(other, first.id)
    expect(checkKey(house, first.key)).toBeUndefined()
    await revokeKey(house, second.id)
    expect([checkKey(house, second.key), checkKey(other, second.key)]).toEqual([undefined, undefined])
    expect([listKeys(house), anyKeys(house)]).toEqual([[], true])
  })

  it('are read from the store once, until somebody commits', async () => {
    const house = await emptyHouse()
    onTestFinished(() => house.close())
    const { key } = await createKey(house, ['serve'], 'test')
    let readings = 0
    const { store } = house
    const counted = {
      ...house,
      store: new Proxy(store, {
        get: (target, name) => {
          if (name === 'documents') readings++
          const value: unknown = Reflect.get(target, name, target)
          return typeof value === 'function' ? value.bind(target) : value
        },
      }),
    }
    for (let i = 0; i < 50; i++) expect(checkKey(counted, key)).toBeDefined()
    expect(readings).toBe(1)
    await store.putDocument('anything', 1)
    expect(checkKey(counted, key)).toBeDefined()
    expect(readings).toBe(2)
  })
})
