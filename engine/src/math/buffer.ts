/** Arrays that a buffer can hold, by name. */
export interface Arrays {
  readonly [name: string]: Float32Array | Float64Array | Int32Array | Uint8Array
}

/** An opened buffer: the header it was packed with, and its arrays as views where alignment allows. Reading an array throws a RangeError when there is none of that name and type. */
export interface OpenBuffer {
  readonly header: unknown
  f32(name: string): Float32Array
  f64(name: string): Float64Array
  i32(name: string): Int32Array
  u8(name: string): Uint8Array
}

const arrayTypes = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u8: Uint8Array } as const
interface Entry {
  readonly name: string
  readonly type: keyof typeof arrayTypes
  readonly offset: number
  readonly length: number
}
interface Layout {
  readonly entries: Entry[]
  readonly size: number
}

/**
 * Arrays and what is to be known of them in one buffer: 8 bytes of magic, header length (u32), checksum (u32), a JSON header (the given one and a table of the arrays), then the arrays,
 * each aligned to 8 bytes, little-endian. Cost: one copy.
 * @param magic 8 characters of ASCII, naming the kind of buffer and the version of this layout
 */
export function packArrays(magic: string, header: object, arrays: Arrays): Uint8Array {
  const entries: Entry[] = []
  let size = 0
  for (const [name, array] of Object.entries(arrays)) {
    entries.push({ name, type: typeOf(array), offset: size, length: array.length })
    size += align(array.byteLength)
  }
  const text = new TextEncoder().encode(JSON.stringify({ ...header, entries, size }))
  const start = align(16 + text.length)
  const bytes = new Uint8Array(start + size)
  const view = new DataView(bytes.buffer)
  bytes.set(new TextEncoder().encode(magic), 0)
  view.setUint32(8, text.length, true)
  bytes.set(text, 16)
  for (const { name, offset } of entries) {
    const array = arrays[name] as Uint8Array
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), start + offset)
  }
  view.setUint32(12, checksum(bytes, 16), true)
  return bytes
}

/**
 * The header alone, before anything else is checked.
 * @throws RangeError when the magic differs or the header cannot be read
 */
export function readHeader(magic: string, bytes: Uint8Array): object {
  return headerOf(magic, bytes).header
}

/**
 * Opens what `packArrays` made.
 * @throws RangeError when magic, header, length or checksum do not fit
 */
export function openArrays(magic: string, bytes: Uint8Array): OpenBuffer {
  const { header, length } = headerOf(magic, bytes)
  const start = align(16 + length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length !== start + header.size || view.getUint32(12, true) !== checksum(bytes, 16)) throw new RangeError('Length or checksum do not fit.')
  const read = (wanted: string, type: keyof typeof arrayTypes) => {
    const entry = header.entries.find((candidate) => candidate.name === wanted && candidate.type === type)
    if (entry === undefined) throw new RangeError(`There is no array "${wanted}" of type ${type}.`)
    const kind = arrayTypes[type]
    const from = bytes.byteOffset + start + entry.offset
    const end = start + entry.offset + entry.length * kind.BYTES_PER_ELEMENT
    const buffer = from % 8 === 0 ? bytes.buffer : bytes.slice(start + entry.offset, end).buffer
    return new kind(buffer as ArrayBuffer, from % 8 === 0 ? from : 0, entry.length)
  }
  return {
    header,
    f32: (name) => read(name, 'f32') as Float32Array,
    f64: (name) => read(name, 'f64') as Float64Array,
    i32: (name) => read(name, 'i32') as Int32Array,
    u8: (name) => read(name, 'u8') as Uint8Array,
  }
}

function headerOf(magic: string, bytes: Uint8Array): { header: Layout; length: number } {
  if (bytes.length < 16 || new TextDecoder().decode(bytes.subarray(0, 8)) !== magic) throw new RangeError(`The bytes do not begin with ${magic}.`)
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(8, true)
  if (16 + length > bytes.length) throw new RangeError('The header is cut off.')
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(16, 16 + length)))
  } catch (cause) {
    throw new RangeError('The header is no JSON.', { cause })
  }
  if (typeof header !== 'object' || header === null || !Array.isArray((header as Layout).entries)) throw new RangeError('The header has no table of arrays.')
  return { header: header as Layout, length }
}

function typeOf(array: Arrays[string]): keyof typeof arrayTypes {
  for (const [type, kind] of Object.entries(arrayTypes)) if (array instanceof kind) return type as keyof typeof arrayTypes
  throw new TypeError(`Cannot save a ${Object.prototype.toString.call(array)}.`)
}

function align(size: number): number {
  return Math.ceil(size / 8) * 8
}

/** FNV-1a over 32-bit words: catches truncation and flipped bits at memory speed; it is no protection against intent. */
export function checksum(bytes: Uint8Array, from = 0): number {
  let hash = 0x811c9dc5
  const whole = from + Math.floor((bytes.length - from) / 4) * 4
  if ((bytes.byteOffset + from) % 4 === 0) {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset + from, (whole - from) / 4)
    for (let i = 0; i < words.length; i++) hash = Math.imul(hash ^ words[i], 0x01000193)
  } else {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (let i = from; i < whole; i += 4) hash = Math.imul(hash ^ view.getUint32(i, true), 0x01000193)
  }
  for (let i = whole; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193)
  return hash >>> 0
}
