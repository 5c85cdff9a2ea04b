import type { Reject } from '../fates.ts'
import { maxRow } from './csv-reader.ts'

/** A JSON object and the line on which it begins. */
export interface JsonRow {
  readonly line: number
  readonly value: Readonly<Record<string, unknown>>
}

/**
 * JSON objects from pieces of text: one a line (JSONL), or the elements of one big array (`[{…}, {…}]`), known by its first character. An object of over
 * `maxRow` characters, or what is no object, becomes a reject; in JSONL reading goes on at the next line, in an array at the next element.
 */
export class JsonReader {
  #rest = ''
  #line = 1
  #mode: 'unknown' | 'lines' | 'array' | 'done' = 'unknown'
  #skipping = false
  #rows: JsonRow[] = []
  #rejects: Reject[] = []

  take(): { rows: JsonRow[]; rejects: Reject[] } {
    const taken = { rows: this.#rows, rejects: this.#rejects }
    this.#rows = []
    this.#rejects = []
    return taken
  }

  push(text: string): void {
    this.#read(this.#rest + text, false)
  }

  end(): void {
    this.#read(this.#rest, true)
    if (this.#mode === 'array') this.#reject(this.#line, 'json.open', 'The array is never closed: the file may be cut off.')
  }

  #read(text: string, last: boolean): void {
    let at = 0
    if (this.#mode === 'unknown') {
      while (at < text.length && isSpace(text.charCodeAt(at))) if (text.charCodeAt(at++) === 10) this.#line++
      if (at < text.length) {
        this.#mode = text[at] === '[' ? 'array' : 'lines'
        if (this.#mode === 'array') at++
      }
    }
    if (this.#mode === 'lines') at = this.#readLines(text, at, last)
    else if (this.#mode === 'array') at = this.#readArray(text, at)
    this.#rest = last || this.#mode === 'done' ? '' : text.slice(at)
  }

  #readLines(text: string, from: number, last: boolean): number {
    let at = from
    while (at < text.length) {
      let newline = text.indexOf('\n', at)
      if (newline < 0) {
        if (!last) {
          if (text.length - at <= maxRow) return at
          if (!this.#skipping) this.#reject(this.#line, 'row.too-long', `The line has over ${maxRow} characters.`)
          this.#skipping = true
          return text.length
        }
        newline = text.length
      }
      if (this.#skipping) this.#skipping = false
      else if (newline - at > maxRow) this.#reject(this.#line, 'row.too-long', `The line has over ${maxRow} characters.`)
      else this.#parse(text.slice(at, newline), this.#line)
      this.#line++
      at = newline + 1
    }
    return at
  }

  #readArray(text: string, from: number): number {
    let at = from
    for (;;) {
      while (at < text.length && (isSpace(text.charCodeAt(at)) || text[at] === ',')) if (text.charCodeAt(at++) === 10) this.#line++
      if (at >= text.length) return at
      if (text[at] === ']') {
        this.#mode = 'done'
        return text.length
      }
      const end = elementEnd(text, at)
      if (end < 0) {
        if (text.length - at > maxRow) {
          this.#reject(this.#line, 'row.too-long', `An element has over ${maxRow} characters; the rest of the file cannot be told apart.`)
          this.#mode = 'done'
          return text.length
        }
        return at
      }
      const element = text.slice(at, end)
      if (element.length > maxRow) this.#reject(this.#line, 'row.too-long', `An element has over ${maxRow} characters.`)
      else this.#parse(element, this.#line)
      for (let i = at; i < end; i++) if (text.charCodeAt(i) === 10) this.#line++
      at = end
    }
  }

  #parse(text: string, line: number): void {
    const trimmed = text.trim()
    if (trimmed.length === 0) return
    let value: unknown
    try {
      value = JSON.parse(trimmed)
    } catch (error) {
      this.#reject(line, 'json.invalid', `No valid JSON: ${(error as Error).message.slice(0, 120)}`)
      return
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.#reject(line, 'json.no-object', 'The line is no JSON object.')
      return
    }
    if (Object.hasOwn(value, '__proto__') || Object.hasOwn(value, 'constructor') || Object.hasOwn(value, 'prototype')) {
      this.#reject(line, 'json.forbidden-key', 'The object has a key named __proto__, constructor or prototype.')
      return
    }
    this.#rows.push({ line, value: value as Record<string, unknown> })
  }

  #reject(line: number, reason: string, message: string): void {
    this.#rejects.push({ line, reason, message })
  }
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9
}

/** Index after the array element that begins at `at`, or −1 when the text ends inside it. */
function elementEnd(text: string, at: number): number {
  let depth = 0
  let inText = false
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (inText) {
      if (code === 92) i++
      else if (code === 34) inText = false
    } else if (code === 34) inText = true
    else if (code === 123 || code === 91) depth++
    else if (code === 125 || code === 93) {
      // The array's own bracket after a bare value ends it; a stray bracket is an element of its own, so that reading goes on.
      if (depth === 0) return Math.max(i, at + 1)
      if (--depth === 0) return i + 1
    } else if (code === 44 && depth === 0) return i
  }
  return -1
}
