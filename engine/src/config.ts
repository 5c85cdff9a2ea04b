import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { defaultEventWeights } from './data/events.ts'
import { protectedByDefault } from './data/people.ts'
import { CandorError } from './errors.ts'

/** The one configuration. A shop overrides any part of it in `config.json` inside its data folder. */
export interface Config {
  readonly currency: string
  /** How much each event says about liking, (0, 1]. */
  readonly eventWeights: Readonly<Record<string, number>>
  readonly recommend: {
    /** Model that serves when a request names none. */
    readonly model: string
    /** Newest entries of a history that are used. */
    readonly historyLimit: number
    /** Days for which an item counts as new in scene `new`. */
    readonly newDays: number
    /** Leave out what was bought before. */
    readonly hidePurchased: boolean
    /** Leave out what was only viewed before. */
    readonly hideViewed: boolean
  }
  readonly privacy: {
    /** "Others who bought" facts need at least this many people. */
    readonly minimumSupport: number
    /** Categories or words never named in a reason, beyond the built-in list. */
    readonly sensitive: readonly string[]
    /** Attributes of people that are never a model's input. */
    readonly protected: readonly string[]
  }
  readonly models: {
    /** Versions of each model that stay on disk, the newest among them, so that one command goes back; at least 2. */
    readonly keep: number
  }
  readonly server: {
    /** Origins that may call the public routes from a browser. */
    readonly cors: readonly string[]
    /** Requests a minute for one key or address; 0 switches the limit off. */
    readonly requestsPerMinute: number
    /** Largest request body in bytes. */
    readonly bodyLimit: number
    readonly logLevel: string
  }
}

export const defaultConfig: Config = {
  currency: 'EUR',
  eventWeights: defaultEventWeights,
  recommend: { model: 'blend', historyLimit: 200, newDays: 45, hidePurchased: true, hideViewed: true },
  privacy: { minimumSupport: 5, sensitive: [], protected: protectedByDefault },
  models: { keep: 3 },
  server: { cors: [], requestsPerMinute: 6000, bodyLimit: 1_048_576, logLevel: 'info' },
}

const strings = Type.Array(Type.String())
const closed = { additionalProperties: false }
const schema: TSchema = Type.Object(
  {
    currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$' })),
    eventWeights: Type.Optional(Type.Record(Type.String(), Type.Number({ minimum: 0, maximum: 1 }))),
    recommend: Type.Optional(
      Type.Object(
        {
          model: Type.Optional(Type.String()),
          historyLimit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
          newDays: Type.Optional(Type.Number({ minimum: 0 })),
          hidePurchased: Type.Optional(Type.Boolean()),
          hideViewed: Type.Optional(Type.Boolean()),
        },
        closed,
      ),
    ),
    privacy: Type.Optional(
      Type.Object(
        { minimumSupport: Type.Optional(Type.Integer({ minimum: 2 })), sensitive: Type.Optional(strings), protected: Type.Optional(strings) },
        closed,
      ),
    ),
    models: Type.Optional(Type.Object({ keep: Type.Optional(Type.Integer({ minimum: 2, maximum: 100 })) }, closed)),
    server: Type.Optional(
      Type.Object(
        {
          cors: Type.Optional(strings),
          requestsPerMinute: Type.Optional(Type.Integer({ minimum: 0 })),
          bodyLimit: Type.Optional(Type.Integer({ minimum: 1024, maximum: 104_857_600 })),
          logLevel: Type.Optional(Type.Union(['trace', 'debug', 'info', 'warn', 'error', 'silent'].map((level) => Type.Literal(level)))),
        },
        closed,
      ),
    ),
  },
  closed,
)

/** The defaults, with `config.json` of the data folder over them. Throws `usage`, naming the file and the place, when it does not fit. */
export function readConfig(folder: string): Config {
  const file = join(folder, 'config.json')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return defaultConfig
    throw new CandorError('usage', `The configuration ${file} cannot be read: ${(error as Error).message}`, { cause: error })
  }
  let given: Partial<{ [K in keyof Config]: Partial<Config[K]> }>
  try {
    given = JSON.parse(text)
  } catch (cause) {
    throw new CandorError('usage', `The configuration ${file} is not valid JSON: ${(cause as Error).message}`, { cause })
  }
  if (!Value.Check(schema, given)) {
    const first = [...Value.Errors(schema, given)][0]
    throw new CandorError('usage', `The configuration ${file} does not fit at "${first?.instancePath || '/'}": ${first?.message ?? 'unknown setting'}.`)
  }
  return {
    currency: (given.currency as string | undefined) ?? defaultConfig.currency,
    eventWeights: { ...defaultConfig.eventWeights, ...(given.eventWeights as Record<string, number> | undefined) },
    recommend: { ...defaultConfig.recommend, ...given.recommend },
    privacy: { ...defaultConfig.privacy, ...given.privacy },
    models: { ...defaultConfig.models, ...given.models },
    server: { ...defaultConfig.server, ...given.server },
  }
}
