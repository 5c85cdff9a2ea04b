import { CandorError } from '../errors.ts'

/** One parameter: its default, its range for tuning, and what it means. The single source for CLI, docs and dashboard. */
export type Field =
  | {
      readonly type: 'number' | 'integer'
      readonly default: number
      readonly min: number
      readonly max: number
      readonly scale?: 'log'
      readonly tune?: boolean
      readonly doc: string
    }
  | { readonly type: 'choice'; readonly default: string; readonly options: readonly string[]; readonly tune?: boolean; readonly doc: string }
  | { readonly type: 'boolean'; readonly default: boolean; readonly tune?: boolean; readonly doc: string }
  /** With `file` it names a file of the machine that trains. */
  | { readonly type: 'text'; readonly default: string; readonly file?: boolean; readonly doc: string }
  | { readonly type: 'list'; readonly default: readonly string[]; readonly doc: string }
  /** Free JSON that its owner checks: the parameters of each part of a blend. */
  | { readonly type: 'object'; readonly default: Readonly<Record<string, unknown>>; readonly doc: string }

export type Schema<P extends object = object> = { readonly [K in keyof P]-?: Field }

/** The defaults of a schema. */
export function defaults<P extends object>(schema: Schema<P>): P {
  return Object.fromEntries(Object.entries<Field>(schema).map(([name, field]) => [name, field.default])) as P
}

/**
 * `input` over the defaults, every value checked. Throws `params.unknown` for a name the schema lacks and `params.invalid`
 * for a value of the wrong type or outside its range.
 */
export function parseParams<P extends object>(schema: Schema<P>, input: unknown, owner: string): P {
  const params: Record<string, unknown> = defaults(schema) as Record<string, unknown>
  if (input === undefined || input === null) return params as P
  if (typeof input !== 'object' || Array.isArray(input)) {
    throw new CandorError('params.invalid', `The parameters of ${owner} must be a JSON object such as {"${Object.keys(schema)[0] ?? 'name'}": …}.`)
  }
  for (const [name, value] of Object.entries(input)) {
    if (!Object.hasOwn(schema, name)) {
      throw new CandorError('params.unknown', `${owner} has no parameter "${name}". It has: ${Object.keys(schema).join(', ') || 'none'}.`)
    }
    params[name] = parseField((schema as Record<string, Field>)[name]!, value, `${owner}.${name}`)
  }
  return params as P
}

function parseField(field: Field, value: unknown, name: string): unknown {
  const fail = (expected: string): never => {
    throw new CandorError('params.invalid', `${name} is ${JSON.stringify(value)}; it must be ${expected}.`)
  }
  switch (field.type) {
    case 'number':
    case 'integer':
      if (
        typeof value !== 'number' ||
        !Number.isFinite(value) ||
        value < field.min ||
        value > field.max ||
        (field.type === 'integer' && !Number.isInteger(value))
      ) {
        return fail(`${field.type === 'integer' ? 'a whole number' : 'a number'} from ${field.min} to ${field.max}`)
      }
      return value
    case 'choice':
      return typeof value === 'string' && field.options.includes(value) ? value : fail(`one of ${field.options.join(', ')}`)
    case 'boolean':
      return typeof value === 'boolean' ? value : fail('true or false')
    case 'text':
      return typeof value === 'string' ? value : fail('a text')
    case 'list':
      return Array.isArray(value) && value.every((entry) => typeof entry === 'string') ? value : fail('a list of names')
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : fail('an object')
  }
}
