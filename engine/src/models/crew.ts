/** Bytes of shared memory that a crew needs to keep together. */
export const crewBytes = 16

/** One thread's hand in work that several share, by counters in shared memory [4]: parts taken, threads arrived, the barrier's generation. Every thread must make the same calls. */
export class Crew {
  readonly #control: Int32Array
  readonly #threads: number

  constructor(buffer: SharedArrayBuffer, place: number, threads: number) {
    this.#control = new Int32Array(buffer, place, crewBytes / 4)
    this.#threads = threads
  }

  /** Waits until every thread is here. */
  meet(): void {
    const control = this.#control
    const generation = Atomics.load(control, 2)
    if (Atomics.add(control, 1, 1) === this.#threads - 1) {
      Atomics.store(control, 0, 0)
      Atomics.store(control, 1, 0)
      Atomics.add(control, 2, 1)
      Atomics.notify(control, 2)
    } else {
      while (Atomics.load(control, 2) === generation) Atomics.wait(control, 2, generation)
    }
  }

  /** Runs `work` over 0 … total in parts of `step`, each done by whoever is free, and waits for all. */
  share(total: number, step: number, work: (from: number, to: number) => void): void {
    for (let from = Atomics.add(this.#control, 0, step); from < total; from = Atomics.add(this.#control, 0, step)) work(from, Math.min(total, from + step))
    this.meet()
  }
}
