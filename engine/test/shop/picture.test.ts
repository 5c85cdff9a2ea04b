import { describe, expect, it } from 'vitest'
import { makeShop, picture } from '../../src/shop/index.ts'
import { shapes } from '../../src/shop/shapes/index.ts'
import { shelves } from '../../src/shop/shelves.ts'
import { colours, materialZh, palettes, sizeZh } from '../../src/shop/words.ts'

describe('pictures of products', () => {
  const { products } = makeShop({ seed: 5, now: Date.UTC(2026, 5, 1), people: 10, products: 1200 })

  it('every product has one: closed tags, at most 2 kB, in its colour, the same each time', () => {
    for (const product of products) {
      const svg = picture(product)
      expect(Buffer.byteLength(svg)).toBeLessThanOrEqual(2048)
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 200 200"/)
      expect(svg).not.toMatch(/undefined|NaN/)
      const opened = svg.match(/<[a-z]+/g)!.length
      expect(svg.match(/\/>|<\/[a-z]+>/g)).toHaveLength(opened)
      expect(picture(product)).toBe(svg)
      expect(product.image).toBe(`/pictures/${product.id}.svg`)
    }
    const coffee = products.find((product) => product.category![2] === 'Mugs')!
    expect(picture(coffee)).toContain(colours[String(coffee.attributes!.colour)]!.hex)
  })

  it('a stranger’s product gets a parcel, and nothing of its text reaches the document', () => {
    const hostile = '"/><script>alert(1)</script>'
    const svg = picture({ id: hostile, category: [hostile], attributes: { colour: hostile } })
    expect(svg).not.toContain('script')
    expect(svg).not.toContain('alert')
    expect(picture({ id: 'x' })).toContain('<rect')
  })
})

describe('the tables of the shop', () => {
  it('name only what exists', () => {
    const names = new Set(shelves.map((shelf) => shelf.path[2]))
    expect(names.size).toBe(shelves.length)
    for (const shelf of shelves) {
      expect(shapes, shelf.path[2]).toHaveProperty(shelf.shape)
      expect(palettes, shelf.path[2]).toHaveProperty(shelf.palette)
      expect(shelf.price).toBeGreaterThan(0)
      expect(shelf.zh, shelf.path[2]).toMatch(/^[\u4e00-\u9fff]+$/)
      for (const noun of shelf.nouns) {
        expect(noun.en, shelf.path[2]).toMatch(/^[A-Za-zé]/)
        expect(noun.zh, noun.en).toMatch(/[\u4e00-\u9fff]/)
      }
      for (const material of shelf.materials) expect(materialZh, shelf.path[2]).toHaveProperty([material])
      for (const next of shelf.goesWith) expect(names, `${shelf.path[2]} goes with`).toContain(next.shelf)
    }
    for (const palette of Object.values(palettes)) for (const colour of palette) expect(colours).toHaveProperty(colour)
  })

  it('sizes in Chinese', () => {
    expect(['250 g', '1.7 L', 'pack of 3', 'set of 16', 'M', '13 × 18 cm', '500 pieces', 'paperback', 'A5'].map(sizeZh)).toEqual([
      '250克',
      '1.7升',
      '3件装',
      '16件装',
      'M',
      '13 × 18厘米',
      '500片',
      '平装',
      'A5',
    ])
  })
})
