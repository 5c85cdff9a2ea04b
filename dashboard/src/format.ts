/** Figures and times as the reader's language writes them. */

export function number(value: number, language: string, digits = 0): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value)
}

/** A few significant digits, for figures of any size. */
export function short(value: number, language: string, digits = 3): string {
  return new Intl.NumberFormat(language, { maximumSignificantDigits: digits }).format(value)
}

export function percent(share: number, language: string, digits = 0): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }).format(share)
}

export function bytes(value: number, language: string): string {
  const [unit, size] = value >= 1e9 ? (['gigabyte', 1e9] as const) : value >= 1e6 ? (['megabyte', 1e6] as const) : (['kilobyte', 1e3] as const)
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: value / size < 10 ? 1 : 0 }).format(value / size)
}

/** The two largest units: 2 d 3 h, 5 min 12 s, 1.1 s. */
export function duration(seconds: number, language: string): string {
  const unit = (value: number, name: string, digits = 0) =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits }).format(value)
  if (seconds < 60) return seconds < 1 ? unit(seconds * 1000, 'millisecond', seconds < 0.01 ? 1 : 0) : unit(seconds, 'second', seconds < 10 ? 1 : 0)
  const steps = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
  ] as const
  const first = steps.findIndex(([, size]) => seconds >= size)
  const [large, small] = [steps[first], steps[first + 1]]
  if (large === undefined || small === undefined) return unit(seconds, 'second')
  const rest = Math.floor((seconds % large[1]) / small[1])
  return `${unit(Math.floor(seconds / large[1]), large[0])}${rest > 0 ? ` ${unit(rest, small[0])}` : ''}`
}

export function time(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}

/** To the second, with the day. */
export function exact(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(at)
}

/** To the second; the day only where it is not today. */
export function moment(at: number, language: string): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString()
  return isToday ? new Intl.DateTimeFormat(language, { timeStyle: 'medium' }).format(at) : exact(at, language)
}

export function day(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric' }).format(at)
}
