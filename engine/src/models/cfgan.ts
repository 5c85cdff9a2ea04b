import type { Product } from '../data/catalogue.ts'
import { Ids } from '../data/ids.ts'
import { CandorError, throwIfCancelled } from '../errors.ts'
import { openBackend, trainInThread } from '../nn/index.ts'
import { workerUrl } from '../worker.ts'
import { basketOf } from './basket-batches.ts'
import { packModel, packStrings, type Unpacked, unpackModel, unpackStrings } from './buffer.ts'
import { CfganRun, type CfganShape, type CfganWeights, servingParameters } from './cfgan-network.ts'
import { type CfganInput, weightsOf } from './cfgan-task.ts'
import { activeItems, checkNotEmpty, compactColumns, interactionMatrix, positionsOf } from './matrix.ts'
import type { Algorithm, Model } from './model.ts'
import type { Schema } from './params.ts'
import { type FeatureRow, ProductFeatures } from './product-features.ts'
import { validationCases } from './sequences.ts'
import { epochsField, learningRateField, patienceField } from './training-fields.ts'

export interface CfganParams {
  factors: number
  adversarial: number
  shown: number
  judgeSize: number
  dropout: number
  batch: number
  samples: number
  learningRate: number
  epochs: number
  patience: number
}

const params: Schema<CfganParams> = {
  factors: {
    type: 'integer',
    default: 200,
    min: 2,
    max: 2048,
    scale: 'log',
    tune: true,
    doc: 'Size of what the generator makes of a person, and of items’ vectors.',
  },
  adversarial: {
    type: 'number',
    default: 0.1,
    min: 0,
    max: 10,
    tune: true,
    doc: 'Weight of fooling the discriminators beside reconstruction; 0: the same model without them, its non-adversarial twin.',
  },
  shown: {
    type: 'number',
    default: 0.1,
    min: 0,
    max: 1,
    tune: true,
    doc: 'Chance that an item a person did not take is shown to the discriminator (partial masking).',
  },
  judgeSize: { type: 'integer', default: 64, min: 1, max: 1024, scale: 'log', doc: 'Size of the discriminators.' },
  dropout: { type: 'number', default: 0.5, min: 0, max: 0.95, tune: true, doc: 'Share of a person’s items that training hides from the generator.' },
  batch: { type: 'integer', default: 256, min: 1, max: 10_000, scale: 'log', tune: true, doc: 'People of a step.' },
  samples: {
    type: 'integer',
    default: 4000,
    min: 0,
    max: 1_000_000,
    doc: 'Items, drawn evenly, that a step compares besides those of its people; 0: the whole catalogue.',
  },
  learningRate: { ...learningRateField, default: 0.002 },
  epochs: { ...epochsField, default: 50 },
  patience: { ...patienceField, default: 5 },
}

const name = 'cfgan'
const version = 1
/** What an item without events and without a description scores: below every other. */
const unknownScore = -1e4

/**
 * An adversarial recommender after CFGAN: a generator reads a person's items and says what share of their next choices each item would have; a discriminator must tell that from what people really took, and the generator, besides
 * reconstructing, must fool it. A second pair does the same for items: a generator makes an item's vector of its description, so that items nobody has touched yet can be recommended. Time of an epoch as that of `mult-vae`.
 */
export const cfgan: Algorithm<CfganParams> = {
  name,
  paper: 'Chae et al., "CFGAN: A Generic Collaborative Filtering Framework based on Generative Adversarial Networks", CIKM 2018, doi:10.1145/3269206.3271743',
  summary: 'A generator that must be taken for a real shopper, and one that makes vectors of new items from their descriptions.',
  params,
  async fit(data, wanted, ctx) {
    throwIfCancelled(ctx.signal)
    checkNotEmpty(data.cols.length, name)
    const active = activeItems(data)
    const { ptr, idx, val } = compactColumns(interactionMatrix(data), active)
    const features = ProductFeatures.of(data.products)
    const rows = Array.from(active, (item) => features.row(data.products[item]))
    const featurePtr = new Int32Array(active.length + 1)
    rows.forEach(({ indices }, at) => {
      featurePtr[at + 1] = featurePtr[at] + indices.length
    })
    const shape = { items: active.length, factors: wanted.factors, features: features.keys.length }
    const input: CfganInput = {
      ...wanted,
      ...shape,
      ptr,
      idx,
      val: Float32Array.from(val),
      featurePtr,
      featureIdx: Int32Array.from(rows.flatMap(({ indices }) => [...indices])),
      featureVal: Float32Array.from(rows.flatMap(({ values }) => [...values])),
      validation: validationCases(ctx.validation ?? [], { active }, data.items.length, Number.POSITIVE_INFINITY, ctx.seed),
      masked: true,
    }
    const { weights } = await trainInThread(workerUrl(import.meta.url, './cfgan-task.ts'), input, ctx)
    const known = new Set(active)
    const cold = [...data.items.names().keys()].filter((item) => !known.has(item)).map((item) => ({ item, row: features.row(data.products[item]) }))
    return cfganModel({ items: data.items, active, shape, features, weights: weightsOf(weights), cold })
  },
  load: async (bytes) => loadCfgan(bytes),
}

interface CfganForm {
  readonly items: Ids
  /** Items with events, ascending. */
  readonly active: Int32Array
  readonly shape: CfganShape
  readonly features: ProductFeatures
  readonly weights: CfganWeights
  /** Items without events, by what the catalogue says of them. */
  readonly cold: readonly { readonly item: number; readonly row: FeatureRow }[]
}

function cfganModel(form: CfganForm): Model {
  const { items, active, shape, features, weights, cold } = form
  const position = positionsOf(active, items.length)
  const told = cold.filter(({ row }) => row.indices.length > 0)
  const scored = [...active, ...told.map(({ item }) => item)]
  const open = async (): Promise<{ run: CfganRun; against: { vectors: Float32Array; biases: Float32Array } }> => {
    const run = await CfganRun.open(await openBackend(), shape)
    const made = await run.make(
      weights,
      told.map(({ row }) => row),
    )
    return { run, against: { vectors: joined(weights.vectors, made.vectors), biases: joined(weights.biases, made.biases) } }
  }
  let opened: ReturnType<typeof open> | undefined
  return {
    name,
    items,
    async score(histories, out) {
      opened ??= open()
      const { run, against } = await opened
      out.fill(unknownScore, 0, histories.length * items.length)
      const baskets = histories.map((history) => basketOf(history, position))
      await run.scores(weights, against, baskets, (row, scores) => {
        for (let at = 0; at < scored.length; at++) out[row * items.length + scored[at]!] = scores[at]
      })
    },
    ...(shape.features === 0
      ? {}
      : {
          admit: (products: readonly Product[]) => {
            const more = new Ids(items)
            const added = products.map((product) => ({ item: more.add(product.id), row: features.row(product) }))
            return cfganModel({ ...form, items: more, cold: [...cold, ...added] })
          },
        }),
    save: () => {
      const { flat, views } = servingParameters(shape).arrays()
      for (const [key, view] of Object.entries(views)) view.set(weights.parameters[key]!)
      const { rows, vectors, biases, terms } = weights
      return packModel(
        name,
        version,
        { factors: shape.factors },
        {
          ...{ items: packStrings(items.names()), keys: packStrings(features.keys), idf: features.idf, active, parameters: flat, rows, vectors, biases, terms },
          ...packRows(cold),
        },
      )
    },
  }
}

function joined(a: Float32Array, b: Float32Array): Float32Array {
  const out = new Float32Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}

/** Throws `model.corrupt` or `model.version`. */
function loadCfgan(bytes: Uint8Array): Model {
  const file = unpackModel(bytes, name, version)
  const { factors } = file.meta as { factors: number }
  const items = new Ids(unpackStrings(file.u8('items')))
  const features = new ProductFeatures(unpackStrings(file.u8('keys')), file.f32('idf'))
  const [active, flat] = [file.i32('active'), file.f32('parameters')]
  const [rows, vectors, biases, terms] = [file.f32('rows'), file.f32('vectors'), file.f32('biases'), file.f32('terms')]
  const shape = { items: active.length, factors, features: features.keys.length }
  const cold = unpackRows(file, items.length, shape.features)
  const parameters = Number.isInteger(factors) && factors > 0 ? servingParameters(shape) : undefined
  const fits =
    parameters?.size === flat.length &&
    rows.length === active.length * factors &&
    vectors.length === rows.length &&
    biases.length === active.length &&
    terms.length === shape.features * factors &&
    features.idf.length === shape.features &&
    active.every((item) => item >= 0 && item < items.length)
  if (parameters === undefined || cold === undefined || !fits) {
    throw new CandorError('model.corrupt', `The arrays of the "${name}" model file do not fit each other. Train it again with "candor train --model ${name}".`)
  }
  return cfganModel({ items, active, shape, features, weights: { parameters: parameters.arrays(flat).views, rows, vectors, biases, terms }, cold })
}

/** Feature rows of items, as arrays for `packModel`. */
function packRows(rows: CfganForm['cold']): { cold: Int32Array; coldPtr: Int32Array; coldIdx: Int32Array; coldVal: Float32Array } {
  const coldPtr = new Int32Array(rows.length + 1)
  rows.forEach(({ row }, at) => {
    coldPtr[at + 1] = coldPtr[at] + row.indices.length
  })
  const coldIdx = new Int32Array(coldPtr[rows.length])
  const coldVal = new Float32Array(coldPtr[rows.length])
  rows.forEach(({ row }, at) => {
    coldIdx.set(row.indices, coldPtr[at])
    coldVal.set(row.values, coldPtr[at])
  })
  return { cold: Int32Array.from(rows, ({ item }) => item), coldPtr, coldIdx, coldVal }
}

/** Undefined where they do not fit. */
function unpackRows(file: Unpacked, items: number, features: number): CfganForm['cold'] | undefined {
  const [cold, ptr, idx, val] = [file.i32('cold'), file.i32('coldPtr'), file.i32('coldIdx'), file.f32('coldVal')]
  const fits = ptr.length === cold.length + 1 && ptr[cold.length] === idx.length && val.length === idx.length
  if (!fits || cold.some((item) => item < 0 || item >= items) || idx.some((at) => at < 0 || at >= features)) return undefined
  return Array.from(cold, (item, at) => ({ item, row: { indices: idx.subarray(ptr[at], ptr[at + 1]), values: val.subarray(ptr[at], ptr[at + 1]) } }))
}
