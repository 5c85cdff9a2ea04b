import { type TSchema, Type } from 'typebox'
import { eventNames } from '../data/events.ts'
import { scenes } from '../service/contract.ts'

/** The schemas of every request and answer: they validate, and they make the OpenAPI page and the client's types. */

const closed = { additionalProperties: false }
const id: TSchema = Type.String({ minLength: 1, maxLength: 256, description: 'An id of the shop, case-sensitive.' })
const text: TSchema = Type.String({ maxLength: 4096 })
const optional = Type.Optional
const oneOf = (names: readonly string[], description?: string): TSchema =>
  Type.String({ enum: [...names], ...(description === undefined ? {} : { description }) })
const time: TSchema = Type.Union([Type.Number({ minimum: 0 }), Type.String({ maxLength: 64 })], { description: 'Milliseconds since 1970, or ISO 8601.' })
const both: TSchema = Type.Object({ en: Type.String(), zh: Type.String() })

export const EventSchema: TSchema = Type.Object(
  {
    id,
    event: oneOf(eventNames),
    user: optional(id),
    session: optional(id),
    item: optional(id),
    at: optional(time),
    quantity: optional(Type.Number({ minimum: 0, maximum: 1e6 })),
    price: optional(Type.Number({ minimum: 0, maximum: 1e9 })),
    rating: optional(Type.Number({ minimum: 0.5, maximum: 5 })),
    query: optional(text),
    context: optional(
      Type.Object({ page: optional(text), device: optional(text), region: optional(text), basket: optional(text), request: optional(text) }, closed),
    ),
    consent: optional(Type.Object({ personalisation: optional(Type.Boolean()), analytics: optional(Type.Boolean()) }, closed)),
  },
  { ...closed, description: 'Something that happened, named after GA4 e-commerce events. The id makes it idempotent. A user or a session is needed.' },
)

/** The door takes any objects here: each event is checked by itself, so one bad event rejects itself and not the batch. */
export const EventsBody: TSchema = Type.Union([Type.Array(Type.Any(), { minItems: 1, maxItems: 1000 }), Type.Object({}, { additionalProperties: true })], {
  description: 'One event, or up to 1,000 in an array. See the schema Event.',
})

export const EventsAnswerSchema: TSchema = Type.Object({
  accepted: Type.Integer(),
  duplicates: Type.Integer(),
  rejected: Type.Array(Type.Object({ index: Type.Integer(), code: Type.String(), message: Type.String() })),
})

const productFields: Record<string, TSchema> = {
  title: optional(text),
  description: optional(Type.String({ maxLength: 65_536 })),
  brand: optional(text),
  seller: optional(text),
  category: optional(Type.Array(text, { maxItems: 10, description: 'From the widest to the narrowest.' })),
  price: optional(Type.Number({ minimum: 0, maximum: 1e9 })),
  currency: optional(Type.String({ pattern: '^[A-Z]{3}$' })),
  stock: optional(Type.Number({ minimum: 0, maximum: 1e9 })),
  attributes: optional(Type.Record(Type.String({ maxLength: 256 }), Type.Union([text, Type.Number(), Type.Boolean()]))),
  image: optional(text),
  released: optional(Type.Number({ minimum: 0, description: 'Milliseconds since 1970.' })),
  tags: optional(Type.Array(text, { maxItems: 100 })),
}
export const ProductBody: TSchema = Type.Object({ id: optional(id), ...productFields, released: optional(time) }, closed)
export const ProductSchema: TSchema = Type.Object({ id, ...productFields })
/** One product of a batch; each is checked by itself, so that a bad one rejects itself and not the batch. */
export const ItemSchema: TSchema = Type.Object(
  { id, ...productFields, released: optional(time) },
  { ...closed, description: 'A product, after schema.org/Product.' },
)
export const ItemsBody: TSchema = Type.Array(Type.Any(), {
  minItems: 1,
  maxItems: 1000,
  description: 'Up to 1,000 products, each with its id. See the schema Product.',
})
export const ItemsAnswerSchema: TSchema = Type.Object({
  accepted: Type.Integer(),
  rejected: Type.Array(Type.Object({ index: Type.Integer(), code: Type.String(), message: Type.String() })),
})

const history: TSchema = Type.Array(Type.Union([id, Type.Object({ item: id, event: optional(oneOf(eventNames)), at: optional(time) }, closed)]), {
  maxItems: 1000,
  description: 'In place of a stored history: item ids, or items with event and time, oldest first.',
})

const requestFields: Record<string, TSchema> = {
  user: optional(id),
  session: optional(id),
  history: optional(history),
  scene: optional(oneOf(scenes)),
  k: optional(Type.Integer({ minimum: 1, maximum: 200, description: 'Length of the list; 10 when absent.' })),
  filters: optional(
    Type.Object(
      {
        category: optional(text),
        brand: optional(text),
        seller: optional(text),
        minPrice: optional(Type.Number({ minimum: 0 })),
        maxPrice: optional(Type.Number({ minimum: 0 })),
        tags: optional(Type.Array(text, { maxItems: 20 })),
      },
      closed,
    ),
  ),
  exclude: optional(Type.Array(id, { maxItems: 1000 })),
  profiling: optional(Type.Boolean({ description: 'false: nothing of the past is used.' })),
  items: optional(Type.Array(id, { maxItems: 100, description: 'What is on the page: the product, or the cart.' })),
  query: optional(text),
  locale: optional(Type.String({ maxLength: 35 })),
  model: optional(Type.String({ maxLength: 64 })),
  repeats: optional(Type.Boolean({ description: 'Allow what was bought or seen before.' })),
}

export const RecommendBody: TSchema = Type.Object({ ...requestFields, explain: optional(Type.Boolean()) }, closed)
export const ExplainBody: TSchema = Type.Object(
  {
    ...requestFields,
    item: id,
    method: optional(Type.String({ maxLength: 64 })),
    versus: optional(id),
    without: optional(Type.Array(id, { maxItems: 100 })),
  },
  closed,
)

const reason: TSchema = Type.Object({
  kind: oneOf(['history', 'attribute', 'text', 'social', 'popularity', 'rule', 'rerank', 'others']),
  item: optional(Type.String()),
  event: optional(Type.String()),
  events: optional(Type.Array(Type.String())),
  name: optional(Type.String()),
  amount: Type.Number(),
  share: Type.Number(),
})
export const ExplanationSchema: TSchema = Type.Object(
  {
    item: Type.String(),
    model: Type.String(),
    method: Type.String(),
    score: Type.Number(),
    base: Type.Number(),
    residual: Type.Number(),
    reasons: Type.Array(reason),
    proof: optional(
      Type.Object({
        without: Type.Array(Type.String()),
        rankBefore: Type.Integer(),
        rankAfter: Type.Integer(),
        minimal: Type.Boolean(),
        instead: optional(Type.String()),
      }),
    ),
    text: both,
    proofText: optional(both),
    insteadText: optional(both),
    links: optional(Type.Array(both)),
    chip: optional(both),
    contrast: optional(Type.Object({ versus: Type.String(), margin: Type.Number(), reasons: Type.Array(reason), text: both })),
    instead: optional(Type.Object({ without: Type.Array(Type.String()), before: Type.Array(Type.String()), after: Type.Array(Type.String()) })),
  },
  { description: 'base + Σ amount + residual = score; the proof was measured by re-scoring.' },
)

export const RecommendAnswerSchema: TSchema = Type.Object({
  request: Type.String(),
  model: Type.String(),
  scene: oneOf(scenes),
  profiling: Type.Boolean(),
  recommendations: Type.Array(
    Type.Object({
      item: Type.String(),
      score: Type.Number(),
      rank: Type.Integer(),
      product: optional(ProductSchema),
      explanation: optional(ExplanationSchema),
    }),
  ),
})

export const FeedbackBody: TSchema = Type.Object(
  {
    user: optional(id),
    session: optional(id),
    kind: oneOf(['not_interested', 'hide_reason', 'rate', 'clear']),
    item: id,
    rating: optional(Type.Number({ minimum: 0.5, maximum: 5 })),
    request: optional(text),
  },
  closed,
)
export const PreferencesSchema: TSchema = Type.Object({
  profiling: optional(Type.Boolean()),
  notInterested: optional(Type.Array(Type.String())),
  hiddenReasons: optional(Type.Array(Type.String())),
})
export const SettingsBody: TSchema = Type.Object({ profiling: Type.Boolean() }, closed)

export const PersonSchema: TSchema = Type.Object({
  id: Type.String(),
  events: Type.Array(
    Type.Object({
      id: Type.String(),
      event: oneOf(eventNames),
      at: Type.Number(),
      item: optional(Type.String()),
      title: optional(Type.String()),
      query: optional(Type.String()),
      price: optional(Type.Number()),
      quantity: optional(Type.Number()),
      rating: optional(Type.Number()),
    }),
  ),
  profiling: Type.Boolean(),
  attributes: optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
  interests: Type.Array(Type.Object({ category: Type.String(), share: Type.Number() })),
  notInterested: Type.Array(Type.String()),
  hiddenReasons: Type.Array(Type.String()),
})
export const ReceiptSchema: TSchema = Type.Object({
  person: Type.String(),
  events: Type.Integer(),
  at: Type.Number(),
  receipt: Type.String(),
  note: Type.String(),
})

export const ProblemSchema: TSchema = Type.Object(
  { type: Type.String(), title: Type.String(), status: Type.Integer(), code: Type.String(), detail: Type.String(), instance: optional(Type.String()) },
  { description: 'RFC 9457 problem details with a stable code.' },
)

/** Done, and nothing to say. */
export const NoContent: TSchema = Type.Null({ description: 'Done.' })

export const ItemParams: TSchema = Type.Object({ id })
export const PersonEventParams: TSchema = Type.Object({ id, event: id })
export const Nothing: TSchema = Type.Null()
export const ModelParams: TSchema = Type.Object({ name: Type.String({ minLength: 1, maxLength: 64 }) })
export const EvaluationParams: TSchema = Type.Object({
  split: Type.String({ pattern: '^[a-z-]{1,64}$' }),
  at: Type.Integer({ minimum: 0, maximum: 8.64e15, description: 'When it was made, milliseconds since 1970.' }),
})
export const RollbackBody: TSchema = Type.Object(
  { to: optional(Type.Integer({ minimum: 0, maximum: 8.64e15, description: 'When the version was trained, milliseconds since 1970.' })) },
  closed,
)

export const TrainBody: TSchema = Type.Object(
  {
    params: optional(
      Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), {
        description: 'Over the tuned parameters or the defaults; with `same` over those in service.',
      }),
    ),
    same: optional(Type.Boolean({ description: 'With the parameters, and unless told the seed, of the version in service.' })),
    seed: optional(Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1, description: '1 when absent.' })),
    warm: optional(Type.Boolean({ description: 'Go on from the version in service where that can be, in 15 % of the rounds.' })),
  },
  closed,
)
const trainingFields: Record<string, TSchema> = {
  model: Type.String(),
  run: Type.String(),
  state: oneOf(['running', 'done', 'failed', 'cancelled']),
  by: oneOf(['server', 'command'], 'Who began it: a server, or the command line.'),
  stopping: optional(Type.Boolean({ description: 'It was told to stop, and will at its next step.' })),
  stage: Type.String(),
  done: Type.Number({ description: '0 to 1.' }),
  secondsLeft: optional(Type.Number({ description: 'At the pace so far.' })),
  startedAt: Type.Number({ description: 'Milliseconds since 1970.' }),
  at: Type.Number({ description: 'When it last was heard of, milliseconds since 1970.' }),
  version: optional(Type.Number({ description: 'With `done`: when the version it put into service was trained.' })),
  problem: optional(Type.Object({ code: Type.String(), message: Type.String() }, { description: 'With `failed` and `cancelled`: why.' })),
}
export const TrainingList: TSchema = Type.Array(Type.Object(trainingFields))
export const TrainingSchema: TSchema = Type.Object({
  ...trainingFields,
  curves: Type.Array(
    Type.Object({ stage: Type.String(), done: Type.Number(), seconds: Type.Number(), figures: optional(Type.Record(Type.String(), Type.Number())) }),
    { description: 'Points of training curves so far.' },
  ),
})

export const LimitQuery: TSchema = Type.Object({ limit: optional(Type.Integer({ minimum: 1, maximum: 1000 })) }, closed)
const locale: TSchema = Type.String({ maxLength: 35, description: 'Titles in this language where the catalogue has them.' })
export const EventsQuery: TSchema = Type.Object({ limit: optional(Type.Integer({ minimum: 1, maximum: 1000 })), locale: optional(locale) }, closed)
export const LocaleQuery: TSchema = Type.Object({ locale: optional(locale) }, closed)
/** Answers whose fields the dashboard reads; open, so that reports may grow. */
export const Open: TSchema = Type.Object({}, { additionalProperties: true })
export const OpenList: TSchema = Type.Array(Type.Object({}, { additionalProperties: true }))
