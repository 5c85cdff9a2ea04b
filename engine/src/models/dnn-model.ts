import { Ids } from '../data/ids.ts'
import { CandorError } from '../errors.ts'
import { openBackend } from '../nn/index.ts'
import { packModel, packStrings, unpackModel, unpackStrings } from './buffer.ts'
import { admission, type Placed, packInputs, unpackInputs, withDescribed } from './described-items.ts'
import { readOf } from './dnn-batches.ts'
import { dnnOnnx } from './dnn-export.ts'
import { type DnnItems, DnnRun, type DnnShape, parametersOf, tableWidth } from './dnn-network.ts'
import { positionsOf } from './matrix.ts'
import type { Model } from './model.ts'
import type { TowerInputs } from './two-tower-inputs.ts'

const name = 'dnn'
const version = 1
/** What an item without events and without a description scores: below every other. */
const unknownScore = -1e4

export interface DnnForm {
  readonly items: Ids
  /** Items that can be scored: those with events, then those with a description [known]. */
  readonly known: Int32Array
  /** Their sources, vectors and biases [known × tableWidth]. */
  readonly table: Float32Array
  readonly shape: DnnShape
  readonly decay: number
  readonly tail: number
  readonly about: TowerInputs
  /** Rows of words, facts and prices [about.size × tableWidth]. */
  readonly terms: Float32Array
  readonly parameters: Readonly<Record<string, Float32Array>>
}

/** The form with those of the products that are described known too. */
export function describedForm(form: DnnForm, products: readonly Placed[]): DnnForm {
  const { known, rows } = withDescribed({ known: form.known, rows: form.table }, form.about, form.terms, tableWidth(form.shape), products)
  return { ...form, known, table: rows }
}

export function dnnModel(form: DnnForm): Model {
  const { items, known, table, shape, decay, tail, about, terms, parameters } = form
  const n = items.length
  const position = positionsOf(known, n)
  const open = async (): Promise<{ run: DnnRun; ready: DnnItems }> => {
    const run = await DnnRun.open(await openBackend(), shape)
    return { run, ready: await run.items(parameters, table) }
  }
  let opened: ReturnType<typeof open> | undefined
  return {
    name,
    items,
    async score(histories, out) {
      if (out.length !== histories.length * n)
        throw new RangeError(`Scores of ${histories.length} histories need ${histories.length * n} places, got ${out.length}.`)
      opened ??= open()
      const { run, ready } = await opened
      out.fill(unknownScore)
      const reads = histories.map((history) => readOf(history, position, decay, tail))
      await run.scores(parameters, ready, reads, (row, scores) => {
        for (let at = 0; at < known.length; at++) out[row * n + known[at]] = scores[at]
      })
    },
    onnx: (precision = 'float32') => {
      const names = Array.from(known, (item) => items.name(item))
      return dnnOnnx({ shape, decay, tail, table, parameters }, names, precision)
    },
    ...admission(about, items, (more, added) => dnnModel(describedForm({ ...form, items: more }, added))),
    save: () => {
      const { flat, views } = parametersOf(shape).arrays()
      for (const [key, view] of Object.entries(views)) view.set(parameters[key]!)
      return packModel(
        name,
        version,
        { ...shape, decay, tail, currency: about.currency },
        { items: packStrings(items.names()), ...packInputs(about), known, table, terms, parameters: flat },
      )
    },
  }
}

/** Throws `model.corrupt` or `model.version`. */
export function openDnn(bytes: Uint8Array): DnnForm {
  const file = unpackModel(bytes, name, version)
  const meta = file.meta as DnnShape & { decay: number; tail: number; currency: string }
  const items = new Ids(unpackStrings(file.u8('items')))
  const about = unpackInputs(file, meta.currency)
  const [known, table, terms, flat] = [file.i32('known'), file.f32('table'), file.f32('terms'), file.f32('parameters')]
  const shape = { factors: meta.factors, hidden: meta.hidden }
  const sound = Number.isInteger(shape.factors) && shape.factors > 0 && Number.isInteger(shape.hidden) && shape.hidden >= 0 && meta.decay > 0 && meta.tail >= 0
  const parameters = sound ? parametersOf(shape) : undefined
  if (
    about === undefined ||
    parameters?.size !== flat.length ||
    table.length !== known.length * tableWidth(shape) ||
    terms.length !== about.size * tableWidth(shape) ||
    known.some((item) => item < 0 || item >= items.length)
  ) {
    throw new CandorError('model.corrupt', `The arrays of the "${name}" model file do not fit each other. Train it again with "candor train --model ${name}".`)
  }
  const { decay, tail } = meta
  return { items, known, table, shape, decay, tail, about, terms, parameters: parameters.arrays(flat).views }
}
