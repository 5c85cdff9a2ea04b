import { Worker } from 'node:worker_threads'
import { CandorError } from '../errors.ts'
import { workerUrl } from '../worker.ts'
import { type Answers, type Change, rowsOf } from './changes.ts'
import { fromFailure, type Group, type Outcomes } from './group.ts'

interface Waiting {
  readonly change: Change
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
}

/** Most rows in one group, so that a wave of large batches neither holds the lock nor the memory for long. */
const groupRows = 5000

/**
 * Group commit: while the writer commits one group, changes gather here and make up the next. One change alone waits for one disk sync; a thousand
 * at once share it. The writer's thread starts with the first change and never keeps the process alive by itself.
 */
export class WriteQueue {
  readonly #path: string
  #worker: Worker | undefined
  #waiting: Waiting[] = []
  #sent: Waiting[] = []
  #group = 0
  #closing: Promise<void> | undefined
  #idle: (() => void) | undefined

  constructor(path: string) {
    this.#path = path
  }

  /** Resolves after the change is durable. */
  write<K extends Change['kind']>(change: Extract<Change, { kind: K }>): Promise<Answers[K]> {
    if (this.#closing !== undefined) return Promise.reject(new CandorError('store.locked', 'The store is closed. Open it again to write.'))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, resolve, reject })
      // The rest of this turn of the event loop may bring more for the same group.
      if (this.#waiting.length === 1) queueMicrotask(() => this.#send())
    })
  }

  /** Resolves after everything that was asked before is written and the thread has ended. */
  close(): Promise<void> {
    this.#closing ??= this.#drain()
    return this.#closing
  }

  #send(): void {
    if (this.#sent.length > 0 || this.#waiting.length === 0) return
    let rows = 0
    let count = 0
    while (count < this.#waiting.length && (count === 0 || rows + rowsOf(this.#waiting[count]!.change) <= groupRows))
      rows += rowsOf(this.#waiting[count++]!.change)
    this.#sent = this.#waiting.splice(0, count)
    this.#worker ??= this.#start()
    this.#worker.ref()
    this.#group += 1
    try {
      this.#worker.postMessage({ group: this.#group, changes: this.#sent.map(({ change }) => change) } satisfies Group)
    } catch {
      this.#refuseUnsendable()
    }
  }

  /** Something in the group cannot be copied to another thread, a function in an attribute, say. It fails alone; the rest is sent again. */
  #refuseUnsendable(): void {
    const group = this.#sent
    this.#sent = []
    const sendable = group.filter(({ change, reject }) => {
      try {
        structuredClone(change)
        return true
      } catch (cause) {
        reject(new CandorError('event.invalid', 'This cannot be stored: it holds something that is not plain data.', { cause }))
        return false
      }
    })
    this.#waiting.unshift(...sendable)
    this.#send()
  }

  #start(): Worker {
    const worker = new Worker(workerUrl(import.meta.url, './writer.ts'), { workerData: { path: this.#path }, name: 'candor-writer' })
    worker.on('message', ({ group, outcomes }: Outcomes) => {
      if (group !== this.#group) return
      let next = 0
      this.#settle(({ resolve, reject }) => {
        const outcome = outcomes[next++]!
        if ('failure' in outcome) reject(fromFailure(outcome.failure))
        else resolve(outcome.answer as never)
      })
    })
    const ended = (error: Error) => {
      if (this.#worker !== worker) return
      this.#worker = undefined
      this.#failAll(error)
    }
    worker.on('error', ended)
    worker.on('exit', () => ended(new Error('it ended.')))
    return worker
  }

  #settle(each: (waiting: Waiting) => void): void {
    const settled = this.#sent
    this.#sent = []
    this.#worker?.unref()
    for (const waiting of settled) each(waiting)
    this.#send()
    if (this.#sent.length === 0) this.#idle?.()
  }

  /** Everything that waits fails; the next change starts a new writer. */
  #failAll(error: Error): void {
    const failed = [...this.#sent, ...this.#waiting]
    this.#sent = []
    this.#waiting = []
    for (const { reject } of failed) reject(new CandorError('internal', `The store's writer failed: ${error.message}`, { cause: error }))
    this.#idle?.()
  }

  async #drain(): Promise<void> {
    if (this.#sent.length > 0 || this.#waiting.length > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve
      })
    }
    const worker = this.#worker
    if (worker === undefined) return
    worker.ref()
    await new Promise<void>((resolve) => {
      worker.once('exit', () => resolve())
      worker.postMessage('close')
    })
  }
}
