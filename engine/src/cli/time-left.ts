import { secondsLeft } from '../service/time-left.ts'

/** `secondsLeft` in words, '' where nothing can be said. */
export function timeLeft(): (done: number, now: number) => string {
  const left = secondsLeft()
  return (done, now) => {
    const seconds = left(done, now)
    return seconds === undefined ? '' : `${words(seconds)} left`
  }
}

function words(exact: number): string {
  const seconds = Math.max(1, Math.round(exact))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
