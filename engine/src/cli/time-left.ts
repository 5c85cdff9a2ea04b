/** Share done below which any forecast is a guess. */
const least = 0.01

/**
 * A clock for one piece of work: given the share done, 0 to 1, and the time in milliseconds, it says in words how long the rest takes at the pace so far, '' where nothing can be said.
 * When the share falls, the next piece has begun and the clock starts anew.
 */
export function timeLeft(): (done: number, now: number) => string {
  let begun: { done: number; at: number } | undefined
  let last = 0
  return (done, now) => {
    if (begun === undefined || done < last) begun = { done, at: now }
    last = done
    const gained = done - begun.done
    const spent = now - begun.at
    if (gained < least || spent < 1000 || done >= 1) return ''
    return `${words((spent * (1 - done)) / gained)} left`
  }
}

function words(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
