import { CandorError } from '../errors.ts'

const magic = 'CANDORM1'
const arrayTypes = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u8: Uint8Array } as const
type Arrays = { readonly [name: string]: Float32Array | Float64Array | Int32Array | Uint8Array }
interface Entry {
  readonly name: string
  readonly type: keyof typeof arrayTypes
  readonly offset: number
  readonly length: number
}

/**
 * One buffer for a fitted model: 8 bytes of magic, header length (u32), checksum (u32), a JSON header (model name, format version, free
 * `meta`, array table), then the arrays, each aligned to 8 bytes, little-endian. Cost: one copy.
 */
export function packModel(name: string, version: number, meta: object, arrays: Arrays): Uint8Array {
  const entries: Entry[] = []
  let size = 0
  for (const [key, array] of Object.entries(arrays)) {
    entries.push({ name: key, type: typeOf(array), offset: size, length: array.length })
    size += align(array.byteLength)
  }
  const header = new TextEncoder().encode(JSON.stringify({ name, version, meta, entries, size }))
  const start = align(16 + header.length)
  const bytes = new Uint8Array(start + size)
  const view = new DataView(bytes.buffer)
  bytes.set(new TextEncoder().encode(magic), 0)
  view.setUint32(8, header.length, true)
  bytes.set(header, 16)
  for (const entry of entries) {
    const array = arrays[entry.name]!
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), start + entry.offset)
  }
  view.setUint32(12, checksum(bytes, 16), true)
  return bytes
}

export interface Unpacked {
  readonly name: string
  readonly version: number
  readonly meta: unknown
  f32(name: string): Float32Array
  f64(name: string): Float64Array
  i32(name: string): Int32Array
  u8(name: string): Uint8Array
}

/** The name of the algorithm that made the buffer. Throws `model.corrupt` when it is not a model at all. */
export function modelName(bytes: Uint8Array): string {
  return readHeader(bytes).name
}

/**
 * Opens a buffer made by `packModel`; arrays are views where alignment allows. Throws `model.version` when `version` differs, by name,
 * and `model.corrupt` when magic, length or checksum do not fit.
 */
export function unpackModel(bytes: Uint8Array, name: string, version: number): Unpacked {
  const header = readHeader(bytes)
  if (header.name !== name) throw new CandorError('model.corrupt', `This file holds a model of "${header.name}"; "${name}" was expected.`)
  if (header.version !== version) {
    throw new CandorError(
      'model.version',
      `Got version ${header.version} of the "${name}" model when version ${version} was expected. Train it again with "candor train --model ${name}".`,
    )
  }
  const start = align(16 + header.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length !== start + header.size || view.getUint32(12, true) !== checksum(bytes, 16)) {
    throw new CandorError('model.corrupt', `The "${name}" model file is damaged (length or checksum). Train it again with "candor train --model ${name}".`)
  }
  const read = (wanted: string, type: keyof typeof arrayTypes) => {
    const entry = header.entries.find((candidate) => candidate.name === wanted && candidate.type === type)
    if (entry === undefined) throw new CandorError('model.corrupt', `The "${name}" model file lacks its array "${wanted}".`)
    const kind = arrayTypes[type]
    const from = bytes.byteOffset + start + entry.offset
    const length = entry.length * kind.BYTES_PER_ELEMENT
    const buffer = from % 8 === 0 ? bytes.buffer : bytes.slice(start + entry.offset, start + entry.offset + length).buffer
    return new kind(buffer as ArrayBuffer, from % 8 === 0 ? from : 0, entry.length)
  }
  return {
    name,
    version,
    meta: header.meta,
    f32: (key) => read(key, 'f32') as Float32Array,
    f64: (key) => read(key, 'f64') as Float64Array,
    i32: (key) => read(key, 'i32') as Int32Array,
    u8: (key) => read(key, 'u8') as Uint8Array,
  }
}

/** Strings as one array of bytes for `packModel`. Ids may hold any character, so they travel as JSON. */
export function packStrings(strings: readonly string[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(strings))
}

export function unpackStrings(bytes: Uint8Array): string[] {
  return JSON.parse(new TextDecoder().decode(bytes)) as string[]
}

function readHeader(bytes: Uint8Array): { name: string; version: number; meta: unknown; entries: Entry[]; size: number; length: number } {
  const broken = (cause?: unknown): never => {
    throw new CandorError('model.corrupt', 'This is not a Candor model file, or its header is damaged. Train the model again with "candor train".', { cause })
  }
  if (bytes.length < 16 || new TextDecoder().decode(bytes.subarray(0, 8)) !== magic) broken()
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(8, true)
  if (16 + length > bytes.length) broken()
  try {
    return { ...JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(16, 16 + length))), length }
  } catch (cause) {
    return broken(cause)
  }
}

function typeOf(array: Arrays[string]): keyof typeof arrayTypes {
  for (const [type, kind] of Object.entries(arrayTypes)) if (array instanceof kind) return type as keyof typeof arrayTypes
  throw new TypeError(`Cannot save a ${Object.prototype.toString.call(array)}.`)
}

function align(size: number): number {
  return Math.ceil(size / 8) * 8
}

/** FNV-1a over 32-bit words: catches truncation and flipped bits at memory speed; it is no protection against intent. */
function checksum(bytes: Uint8Array, from: number): number {
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
