import { CandorError } from '../errors.ts'
import { eventNames } from './events.ts'
import { forbiddenNames, type Mapping, type Text, type TextList, timeFormats } from './mapping.ts'

/**
 * The mapping in a JSON text; `source` names where it stands, for messages.
 * @throws CandorError `file.mapping` for no valid JSON and as `checkMapping`
 */
export function parseMapping(text: string, source: string): Mapping {
  let input: unknown
  try {
    input = JSON.parse(text)
  } catch (cause) {
    throw new CandorError('file.mapping', `The mapping ${source} is no valid JSON: ${(cause as Error).message}`, { cause })
  }
  return checkMapping(input)
}

/**
 * A mapping out of a JSON document: every key known, every value of its type.
 * @throws CandorError `file.mapping` that names the key and what it must be
 */
export function checkMapping(input: unknown): Mapping {
  wholeMapping(input, 'mapping')
  const mapping = input as Mapping
  if (mapping.events === undefined && mapping.products === undefined && mapping.people === undefined) {
    fail('mapping', 'an object with "events", "products" or "people"', input)
  }
  if (mapping.events !== undefined && mapping.events.user === undefined && mapping.events.session === undefined) {
    fail('mapping.events', 'an object with "user", "session" or both', mapping.events)
  }
  return mapping
}

/** Every column a mapping reads, each once. */
export function columnsOf({ events, products, people, reject }: Mapping): string[] {
  const found: (string | undefined)[] = []
  const texts = (...list: (Text | undefined)[]): void => {
    for (const text of list) found.push(...columnsOfText(text))
  }
  const lists = (...list: (TextList | undefined)[]): void => {
    for (const entry of list) if (entry !== undefined) found.push(...('columns' in entry ? entry.columns : [entry.column]))
  }
  if (events !== undefined) {
    texts(events.id, events.user, events.session, events.item, events.query, events.basket, events.page, events.device, events.region, events.request)
    if ('column' in events.event) found.push(events.event.column)
    found.push(events.at?.column, events.quantity?.column, events.price?.column, events.rating?.column, events.refund?.column)
  }
  if (products !== undefined) {
    texts(products.id, products.title, products.description, products.brand, products.seller, products.currency, products.image)
    texts(...Object.values(products.attributes ?? {}))
    lists(products.category, products.tags)
    found.push(products.price?.column, products.stock?.column, products.released?.column)
  }
  if (people !== undefined) {
    texts(people.id, ...Object.values(people.attributes ?? {}))
    lists(people.friends)
  }
  for (const rule of reject ?? []) found.push(rule.column)
  return [...new Set(found.filter((name) => name !== undefined))]
}

/** @throws CandorError `file.mapping` when the file lacks a column that the mapping reads */
export function requireColumns(mapping: Mapping, columns: readonly string[], path: string): void {
  const missing = columnsOf(mapping).filter((name) => !columns.includes(name))
  if (missing.length === 0) return
  const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')
  throw new CandorError(
    'file.mapping',
    `The mapping reads ${missing.length === 1 ? 'the column' : 'the columns'} ${quoted(missing.slice(0, 10))}, which ${path} does not have. It has: ${quoted(columns.slice(0, 40))}.`,
    { details: { missing, columns: columns.slice(0, 200) } },
  )
}

function columnsOfText(text: Text | undefined): readonly string[] {
  if (text === undefined) return []
  if (typeof text === 'string') return [text]
  if ('constant' in text) return []
  return 'columns' in text ? text.columns : [text.column]
}

type Check = (value: unknown, path: string) => void

function fail(path: string, expected: string, value: unknown): never {
  const shown = JSON.stringify(value) ?? String(value)
  throw new CandorError('file.mapping', `${path} is ${shown.length > 120 ? `${shown.slice(0, 120)}…` : shown}; it must be ${expected}.`)
}

const string: Check = (value, path) => {
  if (typeof value !== 'string' || value === '') fail(path, 'a text', value)
}
const anyText: Check = (value, path) => {
  if (typeof value !== 'string') fail(path, 'a text', value)
}
const number: Check = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) fail(path, 'a number', value)
}
const boolean: Check = (value, path) => {
  if (typeof value !== 'boolean') fail(path, 'true or false', value)
}
const oneOf =
  (...options: readonly string[]): Check =>
  (value, path) => {
    if (typeof value !== 'string' || !options.includes(value)) fail(path, `one of ${options.join(', ')}`, value)
  }
const list =
  (entry: Check, least = 1): Check =>
  (value, path) => {
    if (!Array.isArray(value) || value.length < least) fail(path, least > 0 ? 'a list with at least one entry' : 'a list', value)
    for (const [index, each] of value.entries()) entry(each, `${path}[${index}]`)
  }
const record =
  (entry: Check): Check =>
  (value, path) => {
    if (!isObject(value)) fail(path, 'an object', value)
    for (const [key, each] of Object.entries(value)) {
      if (forbiddenNames.has(key) || key === '') fail(`${path}.${key}`, 'another name', key)
      entry(each, `${path}.${key}`)
    }
  }
/** An object with these keys; those that end in '!' must be there. */
const object = (keys: Readonly<Record<string, Check>>): Check => {
  const checks = new Map(Object.entries(keys).map(([key, check]) => [key.replace('!', ''), check]))
  const required = Object.keys(keys).flatMap((key) => (key.endsWith('!') ? [key.slice(0, -1)] : []))
  return (value, path) => {
    if (!isObject(value)) fail(path, `an object with ${[...checks.keys()].join(', ')}`, value)
    for (const key of required) if (!Object.hasOwn(value, key)) fail(path, `an object with "${key}"`, value)
    for (const [key, each] of Object.entries(value)) {
      const check = checks.get(key)
      if (check === undefined) fail(path, `an object with only the keys ${[...checks.keys()].join(', ')}, without "${key}"`, value)
      check(each, `${path}.${key}`)
    }
  }
}
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const has = (value: unknown, key: string): boolean => isObject(value) && Object.hasOwn(value, key)

const constantText = object({ 'constant!': string })
const joinedText = object({ 'columns!': list(string), join: anyText })
const partText = object({ 'column!': string, 'separator!': string, 'part!': number, absent: list(string) })
const text: Check = (value, path) =>
  typeof value === 'string' ? string(value, path) : (has(value, 'constant') ? constantText : has(value, 'columns') ? joinedText : partText)(value, path)

const columnsList = object({ 'columns!': list(string) })
const splitList = object({ 'column!': string, separator: string, from: number, start: list(string) })
const textList: Check = (value, path) => (has(value, 'columns') ? columnsList : splitList)(value, path)

const decimal = oneOf('.', ',')
const amount = object({ 'column!': string, decimal })
const time = object({ 'column!': string, format: oneOf(...timeFormats), offsetMinutes: number })
const eventName = oneOf(...eventNames)
const constantEvent = object({ 'constant!': eventName })
const columnEvent = object({ 'column!': string, names: record(eventName) })
const scale: Check = (value, path) => {
  list(number)(value, path)
  const [low, high, ...rest] = value as number[]
  if (rest.length > 0 || !((low as number) < (high as number))) fail(path, 'the lowest and the highest rating, such as [0, 10]', value)
}

const wholeMapping = object({
  name: string,
  absent: list(string, 0),
  reject: list(object({ 'column!': string, 'reason!': string, in: list(anyText), prefix: string, empty: boolean, below: number, above: number }), 0),
  events: object({
    'event!': (value, path) => (has(value, 'constant') ? constantEvent : columnEvent)(value, path),
    id: text,
    user: text,
    session: text,
    item: text,
    at: time,
    quantity: amount,
    price: object({ 'column!': string, decimal, meaning: oneOf('unit', 'total') }),
    rating: object({ 'column!': string, decimal, scale }),
    query: text,
    basket: text,
    page: text,
    device: text,
    region: text,
    request: text,
    refund: object({ 'column!': string, 'prefix!': string }),
    negativeQuantity: oneOf('refund', 'reject'),
  }),
  products: object({
    'id!': text,
    title: text,
    description: text,
    brand: text,
    seller: text,
    category: textList,
    price: amount,
    currency: text,
    stock: amount,
    image: text,
    released: time,
    tags: textList,
    attributes: record(text),
  }),
  people: object({ 'id!': text, attributes: record(text), protected: list(string, 0), usable: list(string, 0), friends: textList }),
})
