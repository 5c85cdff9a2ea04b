import { CandorError } from '../errors.ts'
import { parseAmount, textOf } from './cells.ts'
import { type EventName, eventNames } from './events.ts'
import type { Table } from './formats/format.ts'
import { knownMappingFor } from './known-mappings.ts'
import { forbiddenNames, type Mapping, type TimeFormat } from './mapping.ts'
import { columnsOf } from './mapping-check.ts'
import { parseTime } from './times.ts'

/** A mapping proposed for a file nobody described. */
export interface Guess {
  readonly mapping: Mapping
  /** 0 to 1; below 0.5 the command line asks before it imports. */
  readonly confidence: number
  /** What was understood and what was not, a line each, for confirmation. */
  readonly lines: readonly string[]
}

/** Names of columns that mean the same, letters and digits only, the surest first. */
const synonyms = {
  user: [
    'userid',
    'user',
    'customerid',
    'customer',
    'customerno',
    'custid',
    'clientid',
    'memberid',
    'buyerid',
    'householdid',
    'reviewerid',
    'personid',
    'accountid',
    'uid',
  ],
  session: ['sessionid', 'session', 'usersession', 'visitid', 'visitorid', 'anonymousid', 'userpseudoid', 'deviceid', 'cookieid'],
  item: [
    'itemid',
    'item',
    'productid',
    'product',
    'sku',
    'productsku',
    'stockcode',
    'articleid',
    'productcode',
    'parentasin',
    'asin',
    'movieid',
    'bookid',
    'isbn',
    'goodsid',
  ],
  at: [
    'timestamp',
    'eventtime',
    'eventtimestamp',
    'at',
    'time',
    'datetime',
    'createdat',
    'invoicedate',
    'orderdate',
    'purchasedate',
    'transactiontimestamp',
    'transactiondate',
    'reviewtime',
    'unixreviewtime',
    'date',
    'ts',
  ],
  event: ['event', 'eventtype', 'eventname', 'action', 'behavior', 'behaviour', 'behaviortype', 'type'],
  quantity: ['quantity', 'qty', 'units', 'pieces', 'count'],
  price: ['price', 'unitprice', 'itemprice', 'pricebought'],
  total: ['total', 'linetotal', 'salesvalue', 'revenue', 'amount', 'totalprice'],
  rating: ['rating', 'stars', 'score', 'overall', 'reviewrating'],
  basket: ['invoiceno', 'invoice', 'invoiceid', 'orderid', 'order', 'ordernumber', 'orderno', 'basketid', 'basket', 'transactionid', 'receiptid', 'cartid'],
  query: ['query', 'searchterm', 'searchquery', 'search', 'keywords', 'keyword'],
  id: ['eventid', 'id'],
  title: ['title', 'productname', 'itemname', 'producttitle', 'name', 'description', 'productdisplayname'],
  description: ['description', 'productdescription', 'longdescription', 'details'],
  brand: ['brand', 'brandname', 'manufacturer', 'make'],
  seller: ['seller', 'vendor', 'merchant', 'sellername', 'shop'],
  category: [
    'category',
    'categories',
    'categorypath',
    'categorycode',
    'productcategory',
    'categoryname',
    'categoryid',
    'maincategory',
    'department',
    'genres',
    'googleproductcategory',
    'producttype',
  ],
  currency: ['currency', 'currencycode'],
  stock: ['stock', 'inventory', 'stockquantity', 'available', 'onhand'],
  image: ['image', 'imageurl', 'imagelink', 'picture', 'img', 'thumbnail'],
  released: ['released', 'releasedate', 'launchdate', 'publisheddate'],
  tags: ['tags', 'labels'],
  region: ['region', 'country', 'state', 'city', 'location'],
  device: ['device', 'devicetype', 'devicecategory', 'platform'],
  page: ['page', 'pageurl', 'url', 'pagelocation'],
} as const
type Field = keyof typeof synonyms

/** Words for what happens in a shop, letters only. */
const eventWords: Readonly<Record<string, EventName>> = {
  view: 'view_item',
  views: 'view_item',
  pv: 'view_item',
  click: 'view_item',
  detail: 'view_item',
  viewitem: 'view_item',
  productview: 'view_item',
  pageview: 'view_item',
  cart: 'add_to_cart',
  addtocart: 'add_to_cart',
  basket: 'add_to_cart',
  removefromcart: 'remove_from_cart',
  fav: 'add_to_wishlist',
  favorite: 'add_to_wishlist',
  favourite: 'add_to_wishlist',
  wishlist: 'add_to_wishlist',
  addtowishlist: 'add_to_wishlist',
  like: 'add_to_wishlist',
  buy: 'purchase',
  purchase: 'purchase',
  transaction: 'purchase',
  order: 'purchase',
  checkout: 'purchase',
  refund: 'refund',
  return: 'refund',
  rate: 'rate',
  rating: 'rate',
  review: 'rate',
  search: 'search',
}

/**
 * A mapping from the names of the columns and the values of the first rows: a known public file by its exact columns, what the format itself says (RecBole,
 * sequences, GA4), else synonyms checked against the values.
 * @throws CandorError `file.mapping` when no events, products or people can be made out
 */
export function guessMapping(table: Table, about: { readonly file: string; readonly path: string; readonly role?: 'events' | 'items' | 'people' }): Guess {
  const known = table.mapping ?? knownMappingFor(table.columns)
  if (known !== undefined) {
    const lines = [`Recognised as ${known.name ?? 'a described file'}.`, ...describe(known, table)]
    return { mapping: known, confidence: 1, lines }
  }
  const found = new Map<Field, string>()
  const taken = new Set<string>()
  for (const field of Object.keys(synonyms) as Field[]) {
    const candidates = synonyms[field] as readonly string[]
    const column = candidates
      .map((name) => table.columns.find((header) => bare(header) === name && (!taken.has(header) || field === 'description')))
      .find((name) => name !== undefined)
    if (column === undefined) continue
    found.set(field, column)
    taken.add(column)
  }
  if (found.get('title') === found.get('description')) found.delete('description')
  const notes: string[] = []
  const { mapping, confidence } = assemble(found, table, about, notes)
  return { mapping, confidence, lines: [...describe(mapping, table), ...notes] }
}

function assemble(
  found: Map<Field, string>,
  table: Table,
  about: { readonly file: string; readonly path: string; readonly role?: 'events' | 'items' | 'people' },
  notes: string[],
): { mapping: Mapping; confidence: number } {
  const user = found.get('user')
  const session = found.get('session') ?? found.get('basket')
  let item = found.get('item')
  const role = about.role
  if (item === undefined && found.has('id') && (role === 'items' || found.has('title')) && role !== 'people') item = found.get('id')
  const events = role !== 'items' && role !== 'people' && item !== undefined && (user !== undefined || session !== undefined)
  const people = !events && role !== 'items' && user !== undefined && item === undefined
  const productColumns = (['title', 'brand', 'category', 'description'] as const).filter((field) => found.has(field))
  const products = !people && role !== 'people' && item !== undefined && (role === 'items' || !events || productColumns.length > 0)
  if (!events && !people && !products) {
    throw new CandorError(
      'file.mapping',
      `${about.path} has the columns ${table.columns.slice(0, 30).join(', ')}: which of them name the person and the item cannot be told. ` +
        'Write a mapping file and give it with --mapping (docs/data.md shows how).',
      { details: { columns: table.columns.slice(0, 200) } },
    )
  }
  let confidence = 0.9
  const lower = (amount: number, note: string): void => {
    confidence -= amount
    notes.push(note)
  }
  const mapping: { -readonly [K in keyof Mapping]: Mapping[K] } = {}
  if (events) {
    const kind = eventOf(found, table, lower)
    const at = timeOf(found, table, lower)
    const total = !found.has('price') && found.has('total')
    const price = amountOf(found.get(total ? 'total' : 'price'), table, lower)
    const rating = amountOf(found.get('rating'), table, lower)
    const quantity = amountOf(found.get('quantity'), table, lower)
    const scale = rating && scaleOf(values(table, rating.column).map((cell) => parseAmount(cell, rating.decimal)))
    mapping.events = {
      event: kind,
      ...(found.has('id') && found.get('id') !== item && { id: found.get('id') as string }),
      ...(user !== undefined && { user }),
      ...(session !== undefined && { session }),
      ...(item !== undefined && { item }),
      ...(at !== undefined && { at }),
      ...(quantity !== undefined && { quantity }),
      ...(price !== undefined && { price: { ...price, ...(total && { meaning: 'total' as const }) } }),
      ...(rating !== undefined && { rating: { ...rating, ...(scale !== undefined && { scale }) } }),
      ...picked(found, ['query', 'basket', 'page', 'device', 'region']),
    }
    if (total) notes.push(`"${found.get('total')}" is taken for the total of the line, not the price of one piece.`)
  }
  if (products && item !== undefined) {
    const price = amountOf(found.get('price'), table, lower)
    const stock = events ? undefined : amountOf(found.get('stock'), table, lower)
    const used = new Set([...found.values()])
    const extra = events ? [] : table.columns.filter((column) => !used.has(column) && column !== item && !forbiddenNames.has(column)).slice(0, 20)
    mapping.products = {
      id: item,
      ...picked(found, ['title', 'description', 'brand', 'seller', 'currency', 'image']),
      ...(found.has('category') && { category: listOf(found.get('category') as string, table) }),
      ...(found.has('tags') && { tags: listOf(found.get('tags') as string, table) }),
      ...(price !== undefined && { price }),
      ...(stock !== undefined && { stock }),
      ...(found.has('released') && !events && { released: { column: found.get('released') as string } }),
      ...(extra.length > 0 && { attributes: Object.fromEntries(extra.map((column) => [column, column])) }),
    }
  }
  if (people && user !== undefined) {
    const rest = table.columns.filter((column) => column !== user && !forbiddenNames.has(column)).slice(0, 50)
    mapping.people = { id: user, attributes: Object.fromEntries(rest.map((column) => [column, column])) }
  }
  return { mapping, confidence: Math.max(0.1, Math.round(confidence * 100) / 100) }
}

type Lower = (amount: number, note: string) => void

function eventOf(found: Map<Field, string>, table: Table, lower: Lower): NonNullable<Mapping['events']>['event'] {
  const column = found.get('event')
  if (column !== undefined) {
    const seen = [...new Set(values(table, column))]
    const names = Object.fromEntries(
      seen.flatMap((value) => (Object.hasOwn(eventWords, bare(value)) && !forbiddenNames.has(value) ? [[value, eventWords[bare(value)] as EventName]] : [])),
    )
    const strange = seen.filter((value) => !Object.hasOwn(names, value) && !(eventNames as readonly string[]).includes(value))
    if (strange.length < seen.length) {
      if (strange.length > 0) lower(0.2, `In "${column}" these are not understood and will be rejected: ${strange.slice(0, 8).join(', ')}.`)
      return { column, names }
    }
  }
  if (found.has('rating')) return { constant: 'rate' }
  if (found.has('basket') || found.has('quantity') || found.has('price') || found.has('total')) return { constant: 'purchase' }
  lower(0.2, 'Nothing says what happened: every row is taken for a view (view_item).')
  return { constant: 'view_item' }
}

function timeOf(found: Map<Field, string>, table: Table, lower: Lower): { column: string; format?: TimeFormat } | undefined {
  const column = found.get('at')
  if (column === undefined) {
    lower(0.15, 'No column holds a time: rows keep the order of the file, and splits by time are not possible.')
    return undefined
  }
  const index = table.columns.indexOf(column)
  const cells = table.sample.map((row) => row[index]).filter((cell) => textOf(cell) !== '')
  const readable = (format: TimeFormat): number => cells.filter((cell) => !Number.isNaN(parseTime(cell, format))).length
  if (cells.length === 0 || readable('auto') >= 0.9 * cells.length) return { column }
  const [day, month] = [readable('day-first'), readable('month-first')]
  if (Math.max(day, month) < 0.9 * cells.length) {
    lower(0.5, `The times in "${column}" cannot be read (such as ${textOf(cells[0])}).`)
    return { column }
  }
  if (day === month) lower(0.3, `Whether the day or the month comes first in "${column}" cannot be told: month first is assumed.`)
  return { column, format: day > month ? 'day-first' : 'month-first' }
}

function amountOf(column: string | undefined, table: Table, lower: Lower): { column: string; decimal?: '.' | ',' } | undefined {
  if (column === undefined) return undefined
  const cells = values(table, column)
  const readable = (decimal: '.' | ','): number => cells.filter((cell) => !Number.isNaN(parseAmount(cell, decimal))).length
  if (cells.length === 0 || readable('.') >= 0.9 * cells.length) return { column }
  if (readable(',') >= 0.9 * cells.length) return { column, decimal: ',' }
  lower(0.2, `"${column}" is no number in most rows and is left out.`)
  return undefined
}

/** Ratings that go beyond 1 … 5 are stretched from their own scale: 0 to 10, 1 to 10 or 0 to 100. */
function scaleOf(ratings: readonly number[]): readonly [number, number] | undefined {
  const known = ratings.filter((rating) => !Number.isNaN(rating))
  const high = Math.max(...known)
  if (known.length === 0 || high <= 5) return undefined
  return [Math.min(...known) < 1 ? 0 : 1, high <= 10 ? 10 : 100]
}

function listOf(column: string, table: Table): { column: string; separator?: string } {
  const cells = values(table, column)
  const separator = [' > ', '>', '|', '/', ';'].find((sign) => cells.filter((cell) => cell.includes(sign)).length >= cells.length / 3 && cells.length > 0)
  if (separator !== undefined) return { column, separator }
  const dotted = cells.length > 0 && cells.every((cell) => /^[a-z_]+(\.[a-z_]+)+$/.test(cell))
  return dotted ? { column, separator: '.' } : { column }
}

function picked<F extends Field>(found: Map<Field, string>, fields: readonly F[]): Partial<Record<F, string>> {
  return Object.fromEntries(fields.flatMap((field) => (found.has(field) ? [[field, found.get(field)]] : []))) as Partial<Record<F, string>>
}

function values(table: Table, column: string): string[] {
  const index = table.columns.indexOf(column)
  return table.sample.map((row) => textOf(row[index])).filter((cell) => cell !== '')
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** What a mapping does with the file's columns, a line each. */
function describe({ events, products, people, ...rest }: Mapping, table: Table): string[] {
  const show = (source: unknown): string => {
    if (typeof source === 'string') {
      const examples = [...new Set(values(table, source))].slice(0, 3)
      return `"${source}"${examples.length > 0 ? ` (${examples.map((text) => text.slice(0, 30)).join(', ')} …)` : ''}`
    }
    if (typeof source !== 'object' || source === null) return ''
    if ('constant' in source) return `always ${source.constant}`
    if ('columns' in source) return (source.columns as string[]).map((name) => `"${name}"`).join(' + ')
    return 'column' in source ? show(source.column) : ''
  }
  const section = (title: string, fields: object | undefined): string[] =>
    Object.entries(fields ?? {}).flatMap(([name, source]) => {
      if (name === 'refund')
        return [`${title} is a refund where "${(source as { column: string }).column}" starts with ${(source as { prefix: string }).prefix}`]
      if (name === 'negativeQuantity') return [`a quantity below 0 otherwise: ${source}`]
      if (name === 'attributes') return [`${title} attributes: ${Object.keys(source as object).join(', ')}`]
      const shown = show(source)
      return shown === '' ? [] : [`${title} ${name}: ${shown}`]
    })
  const used = columnsOf({ ...rest, ...(events && { events }), ...(products && { products }), ...(people && { people }) })
  const unused = table.columns.filter((column) => !used.includes(column))
  return [
    ...section('event', events),
    ...section('product', products),
    ...section('person', people),
    ...(unused.length > 0 ? [`not used: ${unused.slice(0, 30).join(', ')}`] : []),
  ]
}
