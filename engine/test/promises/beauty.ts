import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Product } from '../../src/data/catalogue.ts'
import { type Interactions, interactionsFromSequences } from '../../src/data/interactions.ts'

/**
 * Amazon Beauty 5-core: each person's items, oldest first, and with them what the catalogue says (title, brand, categories). Attributes are the brand, where
 * one is known, then the path of categories.
 */
export function readBeauty(folder: string): Interactions {
  const lines = (file: string): string[] =>
    gunzipSync(readFileSync(`${folder}/amazon-beauty/${file}`))
      .toString('utf8')
      .trimEnd()
      .split('\n')
  const departments = ['Makeup', 'Skin Care', 'Hair Care', 'Fragrance', 'Bath & Body', 'Tools & Accessories']
  const catalogue = lines('Beauty_items.tsv.gz')
    .slice(1)
    .map((line): Product => {
      const [id, , , , attributes, title] = line.split('\t')
      const names = attributes ? attributes.split('|') : []
      const brand = names.length > 0 && !departments.includes(names[0]!) ? names.shift() : undefined
      return { id: id!, ...(title ? { title } : {}), ...(brand && brand !== 'Unknown' ? { brand } : {}), category: names }
    })
  return interactionsFromSequences(
    lines('Beauty.txt.gz').map((line) => {
      const [person, ...items] = line.split(' ')
      return [person!, items]
    }),
    catalogue,
  )
}
