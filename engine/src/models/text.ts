import type { Interactions } from '../data/interactions.ts'
import { throwIfCancelled } from '../errors.ts'
import { trainInThread } from '../nn/index.ts'
import { workerUrl } from '../worker.ts'
import { ContentIndex } from './content-index.ts'
import { likenessSettings } from './likeness.ts'
import type { Algorithm } from './model.ts'
import type { Schema } from './params.ts'
import { decayField, tailField } from './recency.ts'
import { validationCases } from './sequences.ts'
import { encodeByNetwork, encodeByWords } from './text-encoder.ts'
import { loadText, textModel } from './text-model.ts'
import { projected } from './text-sums.ts'
import { projectionsOf, type TextInput } from './text-task.ts'
import { learningRateField, patienceField } from './training-fields.ts'
import { segmenterOf } from './words.ts'

export interface TextParams {
  encoder: string
  size: number
  factors: number
  decay: number
  tail: number
  dropout: number
  batch: number
  samples: number
  learningRate: number
  weightDecay: number
  epochs: number
  patience: number
}

const params: Schema<TextParams> = {
  encoder: {
    type: 'text',
    default: '',
    file: true,
    doc: 'A text encoder of your own: its .onnx file, or the folder that holds it and its vocab.txt. Empty: the bundled one.',
  },
  size: { type: 'integer', default: 128, min: 2, max: 2048, scale: 'log', tune: true, doc: 'Numbers that the bundled encoder makes of a text.' },
  factors: { type: 'integer', default: 64, min: 1, max: 1024, scale: 'log', tune: true, doc: 'Rank of the projection that is learned of them.' },
  decay: { ...decayField, tune: true },
  tail: tailField,
  dropout: { type: 'number', default: 0.5, min: 0, max: 0.9, tune: true, doc: 'Share of a text’s numbers that training hides.' },
  batch: { type: 'integer', default: 512, min: 2, max: 16_384, scale: 'log', tune: true, doc: 'Entries that a step foretells, each a negative of the others.' },
  samples: { type: 'integer', default: 512, min: 0, max: 65_536, doc: 'Negatives besides those, drawn evenly from items with events.' },
  learningRate: { ...learningRateField, default: 0.002 },
  weightDecay: { type: 'number', default: 0, min: 0, max: 100, tune: true, doc: 'Share of its value, times the rate, that a number loses in each step.' },
  epochs: {
    type: 'integer',
    default: 1,
    min: 0,
    max: 1000,
    tune: true,
    doc: 'Passes over all events at most. 0: words alone, as `content` with none too common.',
  },
  patience: { ...patienceField, default: 3 },
}

/** Cases that a validation scores: enough to tell a pass from the next. */
const mostCases = 1000

/**
 * Texts that learn from events which texts go along: score(h, i) = Σ_e w_e · (cosine of words(e), words(i) + (A·t(e))·(B·t(i))), t an encoder's vector of a text, A and B two maps of low rank. They are trained to tell what came next from
 * other items by softmax, in batch and with items drawn evenly, each score corrected by how often its item is among them (logQ), beside the shared words, so they learn what words do not say. Items of which nothing but a text is known score like all others. Exact, since linear in the
 * history. Time of an epoch: events · (batch + samples) · (factors + words of a text) multiply-adds; memory 2 · (items + terms) · factors and items · size numbers.
 */
export const text: Algorithm<TextParams> = {
  name: 'text',
  paper:
    'Deerwester et al., "Indexing by Latent Semantic Analysis", JASIS 1990; Yi et al., "Sampling-Bias-Corrected Neural Modeling for Large Corpus Item Recommendations", RecSys 2019, doi:10.1145/3298689.3346996',
  summary: 'Texts that have learned from events which texts go along; new products count from their first second, reasons are exact.',
  params,
  async fit(data, wanted, ctx) {
    throwIfCancelled(ctx.signal)
    const { size, factors, decay, tail } = wanted
    // Every word counts here: what a common one is worth is learned. On Beauty's validation NDCG@10 .0488, without them .0481.
    const settings = { ...likenessSettings, common: 1 }
    const index = ContentIndex.build(data.products, settings, segmenterOf(settings.segmenter))
    const terms = index.vectors()
    const encoded = wanted.encoder === '' ? await encodeByWords(terms, size, ctx) : await encodeByNetwork(wanted.encoder, data.products, terms, ctx)
    const { encoder } = encoded
    const form = { items: data.items, index, settings, factors, decay, tail, ...(encoder === undefined ? {} : { encoder }) }
    const taught = lessonsOf(data, terms.ptr)
    if (taught.lessons.length === 0 || wanted.epochs === 0) {
      // Another's encoder says something before anything is learned: texts of like meaning have vectors alike. The bundled one says of that what shared words say.
      const [alike, ofTerms] = encoder === undefined ? [new Float32Array(data.items.length), new Float32Array(terms.cols)] : [encoded.vectors, encoded.terms]
      return textModel({
        ...form,
        factors: encoder === undefined ? 1 : encoded.size,
        sources: alike,
        targets: alike,
        termSources: ofTerms,
        termTargets: ofTerms,
      })
    }
    const { dropout, batch, samples, learningRate, weightDecay, epochs, patience } = wanted
    const all = Int32Array.from({ length: data.items.length }, (_, item) => item)
    const cases = validationCases(ctx.validation ?? [], { active: all }, data.items.length, Number.POSITIVE_INFINITY, ctx.seed)
    const input: TextInput = {
      ...{ ptr: data.ptr, items: data.cols, times: data.times, weights: data.weights, ...taught, terms, vectors: encoded.vectors, size: encoded.size, factors },
      ...{ decay, tail, dropout, batch, samples, learningRate, weightDecay, epochs, patience },
      validation: cases.filter((_, at) => at % Math.ceil(cases.length / mostCases) === 0),
    }
    const { weights } = await trainInThread(workerUrl(import.meta.url, './text-task.ts'), input, ctx)
    const { from, to, words } = projectionsOf(weights)
    // What was learned is told in the unit of shared words, so that scores are those of `content` and more.
    const told = (x: Float32Array, map: Float32Array, scale: number): Float32Array => projected(x, map, encoded.size, factors).map((value) => value * scale)
    const { vectors, terms: single } = encoded
    return textModel({
      ...form,
      sources: told(vectors, from, 1 / words),
      targets: told(vectors, to, 1),
      termSources: told(single, from, 1 / words),
      termTargets: told(single, to, 1),
    })
  },
  load: async (bytes) => loadText(bytes),
}

/** Entries of described items that come after another of the same person, and whose they are. */
function lessonsOf({ ptr, cols }: Interactions, borders: Int32Array): { lessons: Int32Array; owners: Int32Array } {
  const lessons: number[] = []
  const owners: number[] = []
  for (let person = 0; person + 1 < ptr.length; person++) {
    for (let entry = ptr[person] + 1; entry < ptr[person + 1]; entry++) {
      if (borders[cols[entry] + 1] === borders[cols[entry]]) continue
      lessons.push(entry)
      owners.push(person)
    }
  }
  return { lessons: Int32Array.from(lessons), owners: Int32Array.from(owners) }
}
