/** Share done below which any forecast is a guess. */
const least = 0.01

/**
 * A clock for one piece of work: given the share done, 0 to 1, and the time in milliseconds, it says how many seconds the rest takes at the pace so far, undefined where nothing can be said.
 * When the share falls, the next piece has begun and the clock starts anew.
 */
export function secondsLeft(): (done: number, now: number) => number | undefined {
  let begun: { done: number; at: number } | undefined
  let last = 0
  return (done, now) => {
    if (begun === undefined || done < last) begun = { done, at: now }
    last = done
    const gained = done - begun.done
    const spent = now - begun.at
    if (gained < least || spent < 1000 || done >= 1) return undefined
    return (spent * (1 - done)) / gained / 1000
  }
}
