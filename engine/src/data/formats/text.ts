import { isAscii, isUtf8 } from 'node:buffer'
import type { Source } from './source.ts'

/** What decoding met. */
export interface TextNotes {
  /** Characters whose bytes were no UTF-8. */
  repaired: number
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'
}

/**
 * The text of a file, piece by piece, without its byte order mark. UTF-16 is known by its mark or by the zeros between Latin letters. Bytes that are no UTF-8
 * turn the file into Windows-1252 (a superset of Latin-1) unless real UTF-8 stood before them: then only the broken bytes become U+FFFD.
 */
export async function* decode(source: Source, notes: TextNotes): AsyncGenerator<string> {
  notes.encoding = encodingOf(source.head)
  if (notes.encoding !== 'utf-8') {
    const decoder = new TextDecoder(notes.encoding)
    for await (const chunk of source.chunks()) yield decoder.decode(chunk, { stream: true })
    yield decoder.decode()
    return
  }
  let held: Buffer = Buffer.alloc(0)
  let first = true
  let multibyte = false
  let single: InstanceType<typeof TextDecoder> | undefined
  for await (const piece of source.chunks()) {
    if (single !== undefined) {
      notes.repaired += countHigh(piece)
      yield single.decode(piece, { stream: true })
      continue
    }
    let bytes = held.length > 0 ? Buffer.concat([held, piece]) : piece
    if (first) {
      first = false
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3)
    }
    const cut = bytes.length - openTail(bytes)
    held = Buffer.from(bytes.subarray(cut))
    const whole = bytes.subarray(0, cut)
    if (isAscii(whole)) yield whole.toString('latin1')
    else if (isUtf8(whole)) {
      multibyte = true
      yield whole.toString('utf8')
    } else {
      const text = whole.toString('utf8')
      const broken = count(text, 0xfffd, 0xfffd)
      if (multibyte || count(text, 0x80, 0xfffc) > broken) {
        multibyte = true
        notes.repaired += broken
        yield text
      } else {
        notes.encoding = 'windows-1252'
        notes.repaired += countHigh(whole)
        single = new TextDecoder('windows-1252')
        yield single.decode(whole, { stream: true })
        if (held.length > 0) {
          notes.repaired += countHigh(held)
          yield single.decode(held, { stream: true })
          held = Buffer.alloc(0)
        }
      }
    }
  }
  if (held.length > 0) {
    const text = held.toString('utf8')
    notes.repaired += count(text, 0xfffd, 0xfffd)
    yield text
  }
}

/** The beginning of the file as text, for sniffing. */
export function headText(source: Source): string {
  const encoding = encodingOf(source.head)
  if (encoding !== 'utf-8') return new TextDecoder(encoding).decode(source.head)
  const bytes = source.head.subarray(0, source.head.length - openTail(source.head))
  const text = isUtf8(bytes) ? bytes.toString('utf8') : new TextDecoder('windows-1252').decode(bytes)
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

function encodingOf(head: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const length = Math.min(head.length, 2000) & ~1
  let even = 0
  let odd = 0
  for (let i = 0; i < length; i += 2) {
    if (head[i] === 0) even++
    if (head[i + 1] === 0) odd++
  }
  if (length >= 8 && odd > 0.35 * length && even < 0.05 * length) return 'utf-16le'
  if (length >= 8 && even > 0.35 * length && odd < 0.05 * length) return 'utf-16be'
  return 'utf-8'
}

/** How many bytes at the end begin a UTF-8 character that is not complete: 0 to 3. */
function openTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

function count(text: string, low: number, high: number): number {
  let found = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= low && code <= high) found++
  }
  return found
}

function countHigh(bytes: Buffer): number {
  let found = 0
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] as number) >= 0x80) found++
  return found
}
