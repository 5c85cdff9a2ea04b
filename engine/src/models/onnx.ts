import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Ids } from '../data/ids.ts'
import { CandorError, throwIfCancelled } from '../errors.ts'
import { onnxMetadata } from '../math/onnx-metadata.ts'
import { packModel, packStrings, unpackModel, unpackStrings } from './buffer.ts'
import type { Algorithm, Model } from './model.ts'
import { Ranker, type RankerForm, rankerOf } from './onnx-ranker.ts'
import type { Schema } from './params.ts'

export interface OnnxParams {
  network: string
  pad: number
  padding: string
  first: number
  length: number
}

const version = 1
const highest = 2 ** 31 - 1
/** What an item that the network does not know scores: below every other. */
const unknownScore = -1e4
/** Where the ids of the items are, when they are not in the file. */
const beside = 'items.json'

const params: Schema<OnnxParams> = {
  network: { type: 'text', default: '', file: true, doc: 'The .onnx file of the network. Its items stand in its metadata, or in items.json beside it.' },
  pad: { type: 'integer', default: -1, min: -highest, max: highest, doc: 'The number in places of a history that have no item.' },
  padding: { type: 'choice', default: 'after', options: ['after', 'before'], doc: 'On which side of a history the places without an item are.' },
  first: { type: 'integer', default: 0, min: 0, max: 1000, doc: 'The number of the first item: 1 where 0 means no item.' },
  length: { type: 'integer', default: 50, min: 1, max: 10_000, doc: 'Places of a history, where the network leaves it open.' },
}

/**
 * A network of somebody else's, or an export of our own, behind the same seam: `network` names its .onnx file, which takes the numbers of the items of a history, oldest first, and gives a score for each of its items. Nothing is trained; the
 * file becomes part of the model, so serving needs it no more. An empty history is answered by log(share of all entries), on the scale of a network that gives log P(next item). Its reasons are found by leaving entries out.
 * Throws `params.invalid`, `file.missing` or `file.unreadable`, saying what was found and what is wanted.
 */
export const onnx: Algorithm<OnnxParams> = {
  name: 'onnx',
  paper: 'ONNX, Open Neural Network Exchange: https://onnx.ai; whatever the network is',
  summary: 'A network of your own in an .onnx file, which takes the items of a history and scores what comes next.',
  params,
  byFile: true,
  async fit(data, wanted, ctx) {
    throwIfCancelled(ctx.signal)
    if (wanted.network === '')
      throw new CandorError(
        'params.invalid',
        `onnx.network is empty: name the .onnx file, as in candor train --model onnx --params '{"network": "rankers/shop.onnx"}'.`,
      )
    const path = resolve(wanted.network)
    const network = await read(path)
    const names = await namesOf(network, path)
    const padding = wanted.padding === 'before' ? 'before' : 'after'
    const form = await rankerOf(network, path, names.length, { pad: wanted.pad, padding, first: wanted.first, length: wanted.length })
    const places = Int32Array.from(names, (name) => data.items.indexOf(name))
    if (!places.some((item) => item >= 0))
      throw new CandorError(
        'params.invalid',
        `None of the ${names.length} items of ${path}, such as "${names[0]}", is one of this shop, such as "${data.items.names()[0] ?? ''}". Both must use the same ids.`,
      )
    throwIfCancelled(ctx.signal)
    const counts = new Int32Array(data.items.length)
    for (const item of data.cols) counts[item]++
    ctx.progress?.({ stage: 'trained', done: 1 })
    return onnxModelOf({ items: data.items, places, counts, form })
  },
  load: async (bytes) => {
    const file = unpackModel(bytes, 'onnx', version)
    const [items, places, counts] = [new Ids(unpackStrings(file.u8('items'))), file.i32('places'), file.i32('counts')]
    const meta = file.meta as Omit<RankerForm, 'network'>
    const fits =
      counts.length === items.length && places.every((item) => item >= -1 && item < items.length) && typeof meta.input === 'string' && meta.length > 0
    if (!fits)
      throw new CandorError('model.corrupt', 'The arrays of the "onnx" model file do not fit each other. Train it again with "candor train --model onnx".')
    return onnxModelOf({ items, places, counts, form: { ...meta, network: file.u8('network') } })
  },
}

interface OnnxForm {
  readonly items: Ids
  /** The shop's item of each of the network's, −1 where it has none [network's items]. */
  readonly places: Int32Array
  /** How often each item was taken [items]. */
  readonly counts: Int32Array
  readonly form: RankerForm
}

function onnxModelOf({ items, places, counts, form }: OnnxForm): Model {
  const n = items.length
  const numberOf = new Int32Array(n).fill(-1)
  places.forEach((item, number) => {
    if (item >= 0) numberOf[item] = number
  })
  const total = counts.reduce((sum, count) => sum + count, 0)
  const shares = Float32Array.from(counts, (count) => (count > 0 ? Math.log(count / total) : unknownScore))
  const ranker = new Ranker(form)
  return {
    name: 'onnx',
    items,
    async score(histories, out) {
      if (out.length !== histories.length * n)
        throw new RangeError(`Scores of ${histories.length} histories need ${histories.length * n} places, got ${out.length}.`)
      const read = histories.map(({ items: entries, weights }) =>
        entries.map((item, e) => (weights[e] > 0 ? (numberOf[item] ?? -1) : -1)).filter((number) => number >= 0),
      )
      const filled = [...read.keys()].filter((row) => read[row]!.length > 0)
      out.fill(unknownScore)
      read.forEach((history, row) => {
        if (history.length === 0) out.set(shares, row * n)
      })
      await ranker.scores(
        filled.map((row) => read[row]!),
        (index, scores) => {
          const row = filled[index]! * n
          places.forEach((item, number) => {
            const score = scores[number]
            if (item >= 0 && Number.isFinite(score)) out[row + item] = score
          })
        },
      )
    },
    onnx: (precision = 'float32') => {
      if (precision !== 'float32')
        throw new CandorError('usage', `The network was made elsewhere and is exported as it came: leave --precision ${precision} away.`)
      return form.network
    },
    save: () => {
      const { network, ...meta } = form
      return packModel('onnx', version, meta, { items: packStrings(items.names()), places, counts, network })
    },
  }
}

async function read(path: string): Promise<Uint8Array> {
  return readFile(path).then(
    (bytes) => new Uint8Array(bytes),
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') throw new CandorError('file.missing', `There is no file "${path}".`, { cause })
      throw new CandorError('file.unreadable', `The file "${path}" cannot be read: ${cause.message}.`, { cause })
    },
  )
}

/** The ids of the network's items, in the order of its scores: `items` of its metadata, as our own exports have it, or the file beside it. */
async function namesOf(network: Uint8Array, path: string): Promise<readonly string[]> {
  let own: string | undefined
  try {
    own = onnxMetadata(network).items
  } catch (cause) {
    throw new CandorError('file.unreadable', `The file "${path}" is no ONNX network: ${(cause as Error).message}`, { cause })
  }
  const other = join(dirname(path), beside)
  const text =
    own ??
    (await read(other).then(
      (bytes) => new TextDecoder().decode(bytes),
      (error: CandorError) => {
        if (error.code !== 'file.missing') throw error
        throw new CandorError(
          'params.invalid',
          `The network ${path} does not say which items it scores: put their ids, in the order of its scores, as a JSON list into its metadata under "items", or into ${other}.`,
        )
      },
    ))
  const where = own === undefined ? other : `The metadata "items" of ${path}`
  const names = parsed(text)
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string'))
    throw new CandorError('params.invalid', `${where} is no JSON list of ids of items, such as ["mug-42", "tea-7"].`)
  const met = new Set<string>()
  const twice = names.find((name) => met.size === met.add(name).size)
  if (twice !== undefined) throw new CandorError('params.invalid', `${where} names the item "${twice}" twice.`)
  return names as string[]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
