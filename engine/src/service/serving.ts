import type { Product } from '../data/catalogue.ts'
import type { Ids } from '../data/ids.ts'
import { interactionsFromSequences } from '../data/interactions.ts'
import { CandorError } from '../errors.ts'
import { algorithm, algorithms } from '../models/index.ts'
import { defaults } from '../models/params.ts'
import type { DamagedModel, TrainedModel } from './contract.ts'
import type { House } from './house.ts'
import { dress, redress, type Served } from './served.ts'
import { openVersion } from './versions.ts'

export type { Served } from './served.ts'

const freshness = 1_000
/** After so many milliseconds a file that could not be read, though nothing says that it is damaged, is tried again. */
const rest = 5_000
/** What lies in the file itself, so that another try would end the same. */
const damage: ReadonlySet<unknown> = new Set(['model.corrupt', 'model.version', 'model.missing', 'algorithm.unknown'])

/** Who serves when the configured model does not: the first of these that is trained and whole, else any other that is. */
const inTurn: readonly string[] = ['blend', 'linear-next', 'slim-sparse', 'ease', 'ials', 'item-knn', 'rules', 'popular', 'content']

/** Why the file asked for last did not load, and from when on it is tried again. */
interface Failure {
  readonly file: string
  readonly error: unknown
  readonly again: number
}

/**
 * Keeps catalogue and models in memory, and follows what other processes write: at most once a second it compares the catalogue's mark and the model's
 * record, so a new model takes over without a pause and a new product is there at once in this process, within a second in others.
 * A model whose file cannot be opened is left out, and the others serve.
 */
export class Serving {
  readonly house: House
  /** One map for good, changed in place. */
  readonly #catalogue: Map<string, Product> = new Map()
  #mark = 0
  #served: Map<string, Promise<Served>> = new Map()
  /** Newer versions that are being loaded, while the old ones answer. */
  #next: Map<string, Promise<Served>> = new Map()
  /** The file asked for last, by model. */
  #files: Map<string, string> = new Map()
  #failed: Map<string, Failure> = new Map()
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

  /** The serving model's name: the configured one where trained, else any that is, passing over those whose file was found damaged or just failed to load. Undefined where there is none. */
  defaultModel(): string | undefined {
    return this.#first(new Set())
  }

  /**
   * Loads what answers requests that name no model, so that nobody waits for it: the serving model, or where its file does not load the next that does. Returns its name; undefined
   * where only the cold-start rules answer.
   */
  async ready(): Promise<string | undefined> {
    await this.coldStart()
    const tried = new Set<string>()
    for (let name = this.#first(tried); name !== undefined; name = this.#first(tried)) {
      const served = await this.served(name).catch(() => undefined)
      if (served !== undefined) return name
      tried.add(name)
    }
    return undefined
  }

  /** Models whose file in service was asked for and found damaged, and what to do. An older version goes on answering where there was one. */
  damaged(): readonly DamagedModel[] {
    this.#refresh()
    return [...this.#failed].flatMap(([model, { file, error, again }]) =>
      again === Number.POSITIVE_INFINITY && this.#record(model)?.file === file
        ? [{ model, file, message: error instanceof Error ? error.message : String(error) }]
        : [],
    )
  }

  /** A trained model by name. Throws `model.missing` where it is not trained, `algorithm.unknown` where nobody knows it, `model.*` where its file is damaged, what the system says where it cannot be read now. */
  async served(name: string): Promise<Served> {
    this.#refresh()
    const record = this.#record(name)
    if (record === undefined) {
      algorithm(name)
      throw new CandorError('model.missing', `The model "${name}" is not trained. Run "candor train --model ${name}".`)
    }
    if (this.#files.get(name) !== record.file || performance.now() >= (this.#failed.get(name)?.again ?? Number.POSITIVE_INFINITY)) this.#take(name, record)
    const served = this.#served.get(name) ?? this.#next.get(name)
    if (served === undefined) throw this.#failed.get(name)!.error
    return served.catch((error: unknown) => {
      // A newer version that was asked for meanwhile may still come, or be there already.
      const newer = this.#next.get(name) ?? this.#served.get(name)
      if (newer === undefined || newer === served) throw error
      return newer
    })
  }

  /** The model `name` if it is trained, else undefined. */
  async servedIfTrained(name: string): Promise<Served | undefined> {
    return this.#record(name) === undefined ? undefined : this.served(name)
  }

  /** What answers when nothing else can: cold-start rules, trained or made from the catalogue alone. */
  async coldStart(): Promise<Served> {
    const trained = await this.servedIfTrained('rules').catch((error: unknown) => {
      if (!this.#isOut('rules')) throw error
      return undefined
    })
    if (trained !== undefined) return trained
    this.#bare ??= this.#fitRules()
    return this.#bare
  }

  /** Call after this process put these products into the catalogue or took them out; `mark` is what `markCatalogue` gave after that. The next list sees it. */
  itemsChanged(ids: readonly string[], mark: number): void {
    // The whole catalogue was read after it.
    if (mark <= this.#mark) return
    // Somebody else changed it too, and only a reading tells what.
    if (mark !== this.#mark + 1) {
      this.#catalogueChanged()
      return
    }
    this.#mark = mark
    for (const id of ids) {
      const product = this.house.store.item(id)
      if (product === undefined) this.#catalogue.delete(id)
      else this.#catalogue.set(id, product)
    }
    this.#dressAnew((served) => redress(served, ids, this.#catalogue))
  }

  /** Call after this process put another version of a model into service: the next request looks. */
  modelsChanged(): void {
    this.#records.clear()
  }

  #catalogueChanged(): void {
    this.#readCatalogue()
    this.#dressAnew((served) => dress(served.model, this.#catalogue))
  }

  #dressAnew(change: (served: Served) => Promise<Served>): void {
    this.#bare = undefined
    for (const models of [this.#served, this.#next]) {
      for (const [name, served] of models) {
        const changed = served.then((old) =>
          change(old).catch((error: unknown) => {
            this.house.log.error({ error: String(error), model: name }, 'the catalogue changed, and this model could not be told')
            return old
          }),
        )
        // Whoever asked for the model hears of a file that does not load.
        changed.catch(() => undefined)
        models.set(name, changed)
      }
    }
  }

  /** Begins to load a version. The old one answers until it is there; one that fails to load leaves the old one in place. */
  #take(name: string, record: TrainedModel): void {
    const loading = openVersion(this.house, record).then((model) => dress(model, this.#catalogue))
    const models = this.#served.has(name) || this.#next.has(name) ? this.#next : this.#served
    this.#files.set(name, record.file)
    this.#failed.delete(name)
    models.set(name, loading)
    loading.then(
      () => {
        // A version asked for meanwhile may have loaded faster: it stays.
        if (this.#files.get(name) !== record.file) return
        this.#failed.delete(name)
        const next = this.#next.get(name)
        if (next !== undefined) this.#served.set(name, next)
        this.#next.delete(name)
      },
      (error: unknown) => {
        // Nobody is to wait for it again; the catalogue may have changed while it loaded.
        for (const models of [this.#served, this.#next]) {
          const failed = models.get(name)
          if (failed === loading) models.delete(name)
          failed?.catch(() => {
            if (models.get(name) === failed) models.delete(name)
          })
        }
        if (this.#files.get(name) !== record.file) return
        const isDamage = error instanceof CandorError && damage.has(error.code)
        this.#failed.set(name, { file: record.file, error, again: isDamage ? Number.POSITIVE_INFINITY : performance.now() + rest })
        this.house.log.error(
          { error: String(error), model: name, file: record.file },
          this.#served.has(name) ? 'the new model could not be loaded; the old one goes on' : 'the model could not be loaded; the others serve',
        )
      },
    )
  }

  /** The configured model, or the next in turn: the first that is trained, is not known to be out, and was not tried. */
  #first(tried: ReadonlySet<string>): string | undefined {
    this.#refresh()
    const wanted = this.house.store.document<{ model: string }>('serving')?.model ?? this.house.config.recommend.model
    return [wanted, ...inTurn, ...algorithms.keys()].find((name) => !tried.has(name) && this.#record(name) !== undefined && !this.#isOut(name))
  }

  #isOut(name: string): boolean {
    const failure = this.#failed.get(name)
    if (failure === undefined || this.#served.has(name) || this.#next.has(name)) return false
    return failure.file === this.#record(name)?.file && performance.now() < failure.again
  }

  async #fitRules(): Promise<Served> {
    const rules = algorithm('rules')
    const data = interactionsFromSequences([], [...this.#catalogue.values()])
    return dress(await rules.fit(data, defaults(rules.params), { seed: 0 }), this.#catalogue)
  }

  #record(name: string): TrainedModel | undefined {
    // A record holds whole training curves: it is parsed once a second, not once a request.
    if (!this.#records.has(name)) this.#records.set(name, this.house.store.document<TrainedModel>(`models/${name}`))
    return this.#records.get(name)
  }

  #refresh(): void {
    const now = performance.now()
    if (now - this.#checkedAt < freshness) return
    this.#checkedAt = now
    this.#records.clear()
    if (catalogueMark(this.house) !== this.#mark) this.#catalogueChanged()
  }

  #readCatalogue(): void {
    this.#mark = catalogueMark(this.house)
    this.#catalogue.clear()
    for (const product of this.house.store.items()) this.#catalogue.set(product.id, product)
  }
}

/** Counts a change of the catalogue, after it was made: by the number other processes see that it changed. Returns it. */
export function markCatalogue(house: House): Promise<number> {
  return house.store.increment('catalogue')
}

function catalogueMark(house: House): number {
  const mark = house.store.document('catalogue')
  // Earlier versions kept something else under this name.
  return typeof mark === 'number' ? mark : 0
}

/** Aligns scores of one id space with another: out[i] is the value of `to`'s item i, or 0 where `from` lacks it. */
export function realign(values: Float32Array, from: Ids, to: Ids): Float32Array {
  if (from === to) return values
  return Float32Array.from(to.names(), (id) => {
    const index = from.indexOf(id)
    return index < 0 ? 0 : values[index]
  })
}
