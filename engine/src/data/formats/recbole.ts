import { CandorError } from '../../errors.ts'
import type { Mapping } from '../mapping.ts'
import { openDelimited } from './csv.ts'
import type { Format } from './format.ts'
import { headText } from './text.ts'

const typed = /^[^\s:]+:(token|float|token_seq|float_seq)$/

/**
 * RecBole's atomic files: tab separated, every column named with its type (`user_id:token`), one file each for interactions (`.inter`), items (`.item`)
 * and people (`.user`). Described at https://recbole.io/docs/user_guide/data/atomic_files.html.
 */
export const recbole: Format = {
  name: 'recbole',
  summary: 'RecBole atomic files: .inter, .item and .user, columns named with their type.',
  sniff(source) {
    const header = firstLine(headText(source))
    return header.length > 0 && header.every((name) => typed.test(name)) ? 1 : 0
  },
  async open(source) {
    const header = firstLine(headText(source))
    const wrong = header.find((name) => !typed.test(name))
    if (wrong !== undefined) {
      throw new CandorError('file.format', `${source.path} is no RecBole file: the column "${wrong}" has no type. It should read like user_id:token.`)
    }
    const names = header.map((name) => name.slice(0, name.lastIndexOf(':')))
    const lists = new Set(header.filter((name) => name.endsWith('_seq')).map((name) => name.slice(0, name.lastIndexOf(':'))))
    const table = await openDelimited(source, { delimiter: '\t', quotes: false, columns: names.length, agreement: 1, names })
    return { ...table, mapping: mappingOf(names, lists, source.name) }
  },
}

function firstLine(head: string): string[] {
  const line = head.split(/\r?\n/, 1)[0] ?? ''
  return line.length > 0 ? line.split('\t') : []
}

function mappingOf(names: readonly string[], lists: ReadonlySet<string>, file: string): Mapping {
  const has = (...candidates: string[]): string | undefined => candidates.find((name) => names.includes(name))
  const user = has('user_id')
  const item = has('item_id')
  const text = (name: string) => (lists.has(name) ? { columns: [name] } : name)
  if (user !== undefined && item !== undefined && !file.endsWith('.item') && !file.endsWith('.user')) {
    const rating = has('rating')
    const at = has('timestamp')
    const session = has('session_id')
    return {
      name: 'recbole-interactions',
      events: {
        event: { constant: rating === undefined ? 'purchase' : 'rate' },
        user,
        item,
        ...(session !== undefined && { session }),
        ...(at !== undefined && { at: { column: at } }),
        ...(rating !== undefined && { rating: { column: rating } }),
      },
    }
  }
  if (item !== undefined && !file.endsWith('.user')) {
    const title = has('title', 'item_name', 'name', 'movie_title', 'item_title')
    const brand = has('brand', 'sales_type')
    const category = has('categories', 'category', 'class', 'genre', 'genres')
    const price = has('price')
    const taken = new Set([item, title, brand, category, price])
    return {
      name: 'recbole-items',
      products: {
        id: item,
        ...(title !== undefined && { title }),
        ...(brand !== undefined && { brand }),
        ...(category !== undefined && { category: lists.has(category) ? { column: category, separator: ' ' } : { columns: [category] } }),
        ...(price !== undefined && { price: { column: price } }),
        attributes: Object.fromEntries(names.filter((name) => !taken.has(name)).map((name) => [name, text(name)])),
      },
    }
  }
  if (user !== undefined) {
    return {
      name: 'recbole-people',
      people: { id: user, attributes: Object.fromEntries(names.filter((name) => name !== user).map((name) => [name, text(name)])) },
    }
  }
  const session = has('session_id')
  if (session !== undefined && item !== undefined) return { name: 'recbole-sessions', events: { event: { constant: 'view_item' }, session, item } }
  throw new CandorError('file.mapping', `The RecBole file has neither user_id nor item_id, only ${names.join(', ')}. Give a mapping with --mapping.`)
}
