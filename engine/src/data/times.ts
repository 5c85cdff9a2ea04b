import type { TimeFormat } from './mapping.ts'

/**
 * Milliseconds since 1970, UTC, of a time as a file has it: ISO 8601 and its common relatives, a number since 1970, a Date; NaN where it is none.
 * Times without a zone are taken as UTC, so one file gives the same events on every machine.
 */
export function parseTime(cell: unknown, format: TimeFormat = 'auto'): number {
  if (cell instanceof Date) return cell.getTime()
  if (typeof cell === 'bigint' || typeof cell === 'number') return fromNumber(Number(cell), format)
  if (typeof cell !== 'string') return Number.NaN
  const text = cell.trim()
  if (format === 'day-first' || format === 'month-first') return fromSlashes(text, format)
  if (isDate(text)) return fromIso(text)
  return /^[+-]?\d{1,19}(\.\d*)?(e[+-]?\d{1,2})?$/i.test(text) ? fromNumber(Number(text), format) : Number.NaN
}

/** With `auto` the size tells the unit: seconds until the year 5138, milliseconds, micro-, nanoseconds. */
function fromNumber(value: number, format: TimeFormat): number {
  if (!Number.isFinite(value)) return Number.NaN
  if (format === 'seconds') return Math.round(value * 1e3)
  if (format === 'milliseconds') return Math.round(value)
  if (format === 'microseconds') return Math.round(value / 1e3)
  const size = Math.abs(value)
  if (value >= 19000101 && value <= 21001231 && Number.isInteger(value)) {
    // 20170315 is a date, not a second of August 1970.
    const day = fromParts(Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100, 0, 0, 0, 0)
    if (!Number.isNaN(day)) return day
  }
  return Math.round(size < 1e11 ? value * 1e3 : size < 1e14 ? value : size < 1e17 ? value / 1e3 : value / 1e6)
}

function isDate(text: string): boolean {
  const sign = text.charCodeAt(4)
  return text.length >= 8 && (sign === 45 || sign === 47 || sign === 46)
}

const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$/i

function fromIso(text: string): number {
  // '2010-12-01 08:26:00', the commonest form by far, without the regular expression.
  if (text.length === 19 && text.charCodeAt(13) === 58 && text.charCodeAt(16) === 58) {
    const parts = fromParts(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10), digits(text, 11, 13), digits(text, 14, 16), digits(text, 17, 19), 0)
    if (!Number.isNaN(parts)) return parts
  }
  const found = iso.exec(text)
  if (found === null) return Number.NaN
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone] = found
  const local = fromParts(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second), Math.floor(Number(`0.${fraction}`) * 1000))
  return zone === undefined ? local : local - offsetOf(zone)
}

const slashes = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]m)?)?$/i

function fromSlashes(text: string, format: 'day-first' | 'month-first'): number {
  const found = slashes.exec(text)
  if (found === null) return isDate(text) ? fromIso(text) : Number.NaN
  const [, first, second, year = '', hour = '0', minute = '0', seconds = '0', half] = found
  const [day, month] = format === 'day-first' ? [first, second] : [second, first]
  let hours = Number(hour)
  if (half !== undefined) {
    if (hours < 1 || hours > 12) return Number.NaN
    hours = (hours % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
  }
  return fromParts(year.length === 2 ? 2000 + Number(year) : Number(year), Number(month), Number(day), hours, Number(minute), Number(seconds), 0)
}

/** NaN unless every part is in its range: 31 February is no day. */
function fromParts(year: number, month: number, day: number, hour: number, minute: number, second: number, millisecond: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 24 && minute <= 59 && second <= 60)) return Number.NaN
  const at = Date.UTC(year, month - 1, day, hour, minute, second, millisecond)
  return day <= 28 || new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day ? at : Number.NaN
}

function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/** Milliseconds east of Greenwich. */
function offsetOf(zone: string): number {
  if (!/^[+-]/.test(zone)) return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || 0)
  return (zone[0] === '-' ? -1 : 1) * minutes * 60_000
}
