import type { Product } from '../data/catalogue.ts'
import type { Ids } from '../data/ids.ts'
import { emptyHistory, interactionsFromSequences } from '../data/interactions.ts'
import { CandorError } from '../errors.ts'
import { algorithm, loadModel } from '../models/index.ts'
import type { Model } from '../models/model.ts'
import { defaults } from '../models/params.ts'
import { availability } from './candidates.ts'
import type { TrainedModel } from './contract.ts'
import type { House } from './house.ts'

/** A model ready to answer, with what is known of its items. */
export interface Served {
  readonly model: Model
  /** Aligned with model.items. */
  readonly products: readonly (Product | undefined)[]
  /** 1 where the item is sold and in stock [items]. */
  readonly available: Uint8Array
  /** Scores of somebody without a past [items]: what is above it is personal. */
  readonly impersonal: Float32Array
}

const freshness = 1_000

/**
 * Keeps catalogue and models in memory, and follows what other processes write: at most once a second it compares the catalogue's mark and the model's
 * record, so a new model takes over without a pause and a new product is there at once in this process, within a second in others.
 */
export class Serving {
  readonly house: House
  #catalogue: Map<string, Product> = new Map()
  #catalogueMark: unknown
  #served: Map<string, Promise<Served>> = new Map()
  #files: Map<string, string> = new Map()
  #bare: Promise<Served> | undefined
  #records: Map<string, TrainedModel | undefined> = new Map()
  #checkedAt = Number.NEGATIVE_INFINITY

  constructor(house: House) {
    this.house = house
    this.#readCatalogue()
  }

  product(id: string): Product | undefined {
    this.#refresh()
    return this.#catalogue.get(id)
  }

  catalogue(): ReadonlyMap<string, Product> {
    this.#refresh()
    return this.#catalogue
  }

  /** The serving model's name: the configured one where trained, else any that is. Undefined where none is trained. */
  defaultModel(): string | undefined {
    this.#refresh()
    const wanted = this.house.store.document<{ model: string }>('serving')?.model ?? this.house.config.recommend.model
    if (this.#record(wanted) !== undefined) return wanted
    return ['blend', 'linear-next', 'slim-sparse', 'ease', 'ials', 'item-knn', 'rules', 'popular', 'content'].find((name) => this.#record(name) !== undefined)
  }

  /** A trained model by name. Throws `model.missing` where it is not trained, `algorithm.unknown` where nobody knows it. */
  async served(name: string): Promise<Served> {
    this.#refresh()
    const record = this.#record(name)
    if (record === undefined) {
      algorithm(name)
      throw new CandorError('model.missing', `The model "${name}" is not trained. Run "candor train --model ${name}".`)
    }
    if (this.#files.get(name) !== record.file) {
      const loading = this.#load(record)
      // The old version answers until the new one is there; a file that fails to load leaves the old one in place.
      const old = this.#served.get(name)
      this.#files.set(name, record.file)
      if (old === undefined) this.#served.set(name, loading)
      else
        loading
          .then(() => {
            // A version asked for meanwhile may have loaded faster: it stays.
            if (this.#files.get(name) === record.file) this.#served.set(name, loading)
          })
          .catch((error) => this.house.log.error({ error: String(error), model: name }, 'the new model could not be loaded; the old one goes on'))
    }
    const served = this.#served.get(name)!
    served.catch(() => {
      this.#served.delete(name)
      this.#files.delete(name)
    })
    return served
  }

  /** The model `name` if it is trained, else undefined. */
  async servedIfTrained(name: string): Promise<Served | undefined> {
    return this.#record(name) === undefined ? undefined : this.served(name)
  }

  /** What answers when nothing else can: cold-start rules, trained or made from the catalogue alone. */
  async coldStart(): Promise<Served> {
    const trained = await this.servedIfTrained('rules')
    if (trained !== undefined) return trained
    this.#refresh()
    this.#bare ??= this.#fitRules()
    return this.#bare
  }

  /** Call after this process changed the catalogue. */
  catalogueChanged(): void {
    this.#readCatalogue()
    for (const [name, served] of this.#served)
      this.#served.set(
        name,
        served.then((old) => this.#dress(old.model)),
      )
    this.#bare = undefined
  }

  /** Call after this process put another version of a model into service: the next request looks. */
  modelsChanged(): void {
    this.#records.clear()
  }

  async #fitRules(): Promise<Served> {
    const rules = algorithm('rules')
    const data = interactionsFromSequences([], [...this.#catalogue.values()])
    return this.#dress(await rules.fit(data, defaults(rules.params), { seed: 0 }))
  }

  #record(name: string): TrainedModel | undefined {
    // A record holds whole training curves: it is parsed once a second, not once a request.
    if (!this.#records.has(name)) this.#records.set(name, this.house.store.document<TrainedModel>(`models/${name}`))
    return this.#records.get(name)
  }

  async #load(record: TrainedModel): Promise<Served> {
    const bytes = await this.house.artifacts.get(record.file)
    if (bytes === undefined)
      throw new CandorError('model.missing', `The model file "${record.file}" is gone from the data folder. Run "candor train" to make it again.`)
    const model = await loadModel(bytes).catch((error: unknown) => {
      // Where only the header is damaged the model cannot say its own name.
      throw error instanceof CandorError ? new CandorError(error.code, `${error.message} The file is "${record.file}".`, { cause: error }) : error
    })
    return this.#dress(model)
  }

  /** Adds catalogue and stock to a model, and tells it of products that came after its training. */
  async #dress(fitted: Model): Promise<Served> {
    const fresh = fitted.admit === undefined ? [] : [...this.#catalogue.values()].filter((product) => !fitted.items.has(product.id))
    const model = fresh.length > 0 ? fitted.admit!(fresh) : fitted
    const products = model.items.names().map((id) => this.#catalogue.get(id))
    const impersonal = new Float32Array(model.items.length)
    await model.score([emptyHistory], impersonal)
    return { model, products, available: availability(products), impersonal }
  }

  #refresh(): void {
    const now = performance.now()
    if (now - this.#checkedAt < freshness) return
    this.#checkedAt = now
    this.#records.clear()
    if (this.house.store.document('catalogue') !== this.#catalogueMark && !sameMark(this.house.store.document('catalogue'), this.#catalogueMark))
      this.catalogueChanged()
  }

  #readCatalogue(): void {
    this.#catalogueMark = this.house.store.document('catalogue')
    this.#catalogue = new Map(this.house.store.items().map((product) => [product.id, product]))
  }
}

/** Writes the mark by which other processes see that the catalogue changed. */
export async function markCatalogue(house: House): Promise<void> {
  await house.store.putDocument('catalogue', { at: house.now(), revision: house.store.revision() })
}

/** Aligns scores of one id space with another: out[i] is the value of `to`'s item i, or 0 where `from` lacks it. */
export function realign(values: Float32Array, from: Ids, to: Ids): Float32Array {
  if (from === to) return values
  return Float32Array.from(to.names(), (id) => {
    const index = from.indexOf(id)
    return index < 0 ? 0 : values[index]
  })
}

function sameMark(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
