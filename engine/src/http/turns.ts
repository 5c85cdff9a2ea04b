/**
 * Makes those who ask for much work take turns: in the order in which they asked, and no more than one in a turn of the event loop, so that what arrives meanwhile is read before the next begins. Left to
 * itself the loop first reads some connections, does all they ask for, and only then looks for more: with a few clients that ask again at once, some are served in every round and others in every second.
 */
export class Turns {
  readonly #waiting: (() => void)[] = []
  #isCalled = false

  /** Resolves when it is the caller's turn. */
  take(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      this.#call()
    })
  }

  #call(): void {
    if (this.#isCalled || this.#waiting.length === 0) return
    this.#isCalled = true
    setImmediate(() => {
      this.#isCalled = false
      const next = this.#waiting.shift()!
      // Its own immediate comes after the loop has looked for what arrived.
      this.#call()
      next()
    })
  }
}
