import { CandorError } from '../../errors.ts'
import type { EventName } from '../events.ts'
import type { Mapping } from '../mapping.ts'
import type { Format, Row, RowBatch } from './format.ts'
import { JsonReader } from './json-reader.ts'
import { at, sampleObjects } from './jsonl.ts'
import type { Source } from './source.ts'
import { decode, headText, type TextNotes } from './text.ts'

/** GA4's own names on the left; its events without a counterpart here (page_view, session_start …) are rejected as `event.unknown`. */
const names: Readonly<Record<string, EventName>> = {
  view_item: 'view_item',
  select_item: 'select_item',
  add_to_cart: 'add_to_cart',
  remove_from_cart: 'remove_from_cart',
  add_to_wishlist: 'add_to_wishlist',
  purchase: 'purchase',
  in_app_purchase: 'purchase',
  ecommerce_purchase: 'purchase',
  refund: 'refund',
  search: 'search',
  view_search_results: 'search',
  view_item_list: 'view_item_list',
}

const columns = [
  'event_name',
  'event_timestamp',
  'user_id',
  'user_pseudo_id',
  'transaction_id',
  'page_location',
  'device',
  'region',
  'search_term',
  'item_id',
  'item_name',
  'item_brand',
  'item_category',
  'item_variant',
  'price',
  'quantity',
] as const

const mapping: Mapping = {
  name: 'ga4',
  absent: ['(not set)', '(other)', '(data not available)'],
  events: {
    event: { column: 'event_name', names },
    user: 'user_id',
    session: 'user_pseudo_id',
    item: 'item_id',
    at: { column: 'event_timestamp', format: 'microseconds' },
    quantity: { column: 'quantity' },
    price: { column: 'price' },
    basket: 'transaction_id',
    query: 'search_term',
    page: 'page_location',
    device: 'device',
    region: 'region',
  },
  products: {
    id: 'item_id',
    title: 'item_name',
    brand: 'item_brand',
    category: { column: 'item_category' },
    price: { column: 'price' },
    attributes: { variant: 'item_variant' },
  },
}

/** The BigQuery export of Google Analytics 4 as JSON, one event a line or one array. An event with several items gives one row for each. */
export const ga4: Format = {
  name: 'ga4',
  summary: 'The BigQuery export of Google Analytics 4 as JSON.',
  sniff: (source) => {
    const head = headText(source)
    return /^\s*[{[]/.test(head) && /"event_timestamp"/.test(head) && /"event_name"/.test(head) ? 0.95 : 0
  },
  async open(source) {
    const sampled = sampleObjects(source)
    if (!sampled.some((object) => Object.hasOwn(object, 'event_name'))) {
      throw new CandorError('file.format', `${source.path} is no GA4 export: no object in its beginning has an event_name.`)
    }
    const notes: TextNotes = { repaired: 0, encoding: 'utf-8' }
    return { columns, mapping, notes, sample: sampled.flatMap(rowsOf).slice(0, 200), rows: (wanted) => read(source, wanted, notes) }
  },
}

async function* read(source: Source, wanted: readonly string[], notes: TextNotes): AsyncGenerator<RowBatch> {
  const order = wanted.map((name) => columns.indexOf(name as (typeof columns)[number]))
  const reader = new JsonReader()
  const batch = (): RowBatch => {
    const { rows: objects, rejects } = reader.take()
    const rows: Row[] = []
    const lines: number[] = []
    for (const { line, value } of objects) {
      for (const row of rowsOf(value)) {
        rows.push(order.map((column) => row[column]))
        lines.push(line)
      }
    }
    return { rows, lines, rejects }
  }
  for await (const text of decode(source, notes)) {
    reader.push(text)
    yield batch()
  }
  reader.end()
  yield batch()
}

function rowsOf(event: Readonly<Record<string, unknown>>): Row[] {
  const params = paramsOf(event.event_params)
  const listed = Array.isArray(event.items) ? event.items : at(event, 'ecommerce.items')
  const items: unknown[] = Array.isArray(listed) && listed.length > 0 ? listed : [{}]
  const shared = [
    event.event_name,
    event.event_timestamp,
    event.user_id,
    event.user_pseudo_id,
    at(event, 'ecommerce.transaction_id') ?? params.get('transaction_id'),
    params.get('page_location'),
    at(event, 'device.category'),
    at(event, 'geo.region') ?? at(event, 'geo.country'),
    params.get('search_term'),
  ]
  return items.map((entry) => {
    const item = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>
    const category = ['item_category', 'item_category2', 'item_category3', 'item_category4', 'item_category5']
      .map((key) => item[key])
      .filter((name) => typeof name === 'string' && name !== '' && name !== '(not set)')
    return [...shared, item.item_id ?? item.id, item.item_name ?? item.name, item.item_brand, category, item.item_variant, item.price, item.quantity]
  })
}

/** `event_params`: [{ key, value: { string_value | int_value | … } }] or a plain object. */
function paramsOf(params: unknown): Map<string, unknown> {
  if (Array.isArray(params)) {
    return new Map(
      params.flatMap((entry: unknown): [string, unknown][] => {
        if (typeof entry !== 'object' || entry === null) return []
        const { key, value } = entry as { key?: unknown; value?: unknown }
        if (typeof key !== 'string') return []
        const held = typeof value === 'object' && value !== null ? Object.values(value).find((inner) => inner !== null && inner !== undefined) : value
        return [[key, held]]
      }),
    )
  }
  return new Map(typeof params === 'object' && params !== null ? Object.entries(params) : [])
}
