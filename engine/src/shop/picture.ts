import type { Product } from '../data/catalogue.ts'
import { shapes } from './shapes/index.ts'
import { shelves } from './shelves.ts'
import { colours } from './words.ts'

const shapeByShelf = new Map(shelves.map((shelf) => [shelf.path.join('/'), shelf.shape]))

/**
 * Draws a product: its shelf's pictogram in the product's colour on a pale card, as an SVG document of at most 2 kB that looks the same on light and
 * dark pages. A product of another shop gets a parcel. Only words from fixed tables reach the document, so it is safe to serve as it is.
 */
export function picture(product: Pick<Product, 'id' | 'category' | 'attributes'>): string {
  const draw = shapes[shapeByShelf.get(product.category?.join('/') ?? '') ?? 'parcel'] ?? shapes.parcel!
  const fill = colours[String(product.attributes?.colour)]?.hex ?? '#8fa3b8'
  const turn = hash(product.id)
  const angle = (turn % 7) - 3
  const backdrop = ['#f4f1ea', '#eef2f3', '#f3eef2', '#eff3ec', '#f5f0ea'][turn % 5]
  const body = draw({ fill, dark: shade(fill, -0.28), light: shade(fill, 0.45), pale: shade(fill, 0.75) })
  const glow = `<circle cx="${88 + (turn % 25)}" cy="${86 + ((turn >> 3) % 25)}" r="74" fill="${shade(fill, 0.78)}" opacity=".55"/>`
  const shadow = '<ellipse cx="100" cy="170" rx="58" ry="7" fill="#000" opacity=".1"/>'
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" role="img"><rect width="200" height="200" fill="${backdrop}"/>${glow}${shadow}<g transform="rotate(${angle} 100 110)" stroke-linecap="round" stroke-linejoin="round">${body}</g></svg>`
}

/** Mixes a #rrggbb colour with white (amount > 0) or black (amount < 0). */
function shade(hex: string, amount: number): string {
  const target = amount > 0 ? 255 : 0
  const share = Math.abs(amount)
  const mixed = [1, 3, 5].map((at) => Math.round(Number.parseInt(hex.slice(at, at + 2), 16) * (1 - share) + target * share))
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

function hash(text: string): number {
  let h = 17
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0
  return h >>> 1
}
