import { CandorError } from '../errors.ts'
import { type Arrays, openArrays, packArrays, readHeader } from '../math/buffer.ts'

const magic = 'CANDORM1'

/** One buffer for a fitted model (see `packArrays`): its header holds the model's name, the version of its format and a free `meta`. */
export function packModel(name: string, version: number, meta: object, arrays: Arrays): Uint8Array {
  return packArrays(magic, { name, version, meta }, arrays)
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
  return header(bytes).name
}

/**
 * Opens a buffer made by `packModel`; arrays are views where alignment allows. Throws `model.version` when `version` differs, by name,
 * and `model.corrupt` when magic, length or checksum do not fit.
 */
export function unpackModel(bytes: Uint8Array, name: string, version: number): Unpacked {
  const found = header(bytes)
  if (found.name !== name) throw new CandorError('model.corrupt', `This file holds a model of "${found.name}"; "${name}" was expected.`)
  if (found.version !== version) {
    throw new CandorError(
      'model.version',
      `Got version ${found.version} of the "${name}" model when version ${version} was expected. Train it again with "candor train --model ${name}".`,
    )
  }
  const arrays = orCorrupt(
    () => openArrays(magic, bytes),
    `The "${name}" model file is damaged (length or checksum). Train it again with "candor train --model ${name}".`,
  )
  const lacks = (key: string): string => `The "${name}" model file lacks its array "${key}".`
  return {
    name,
    version,
    meta: found.meta,
    f32: (key) => orCorrupt(() => arrays.f32(key), lacks(key)),
    f64: (key) => orCorrupt(() => arrays.f64(key), lacks(key)),
    i32: (key) => orCorrupt(() => arrays.i32(key), lacks(key)),
    u8: (key) => orCorrupt(() => arrays.u8(key), lacks(key)),
  }
}

/** Strings as one array of bytes for `packModel`. Ids may hold any character, so they travel as JSON. */
export function packStrings(strings: readonly string[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(strings))
}

export function unpackStrings(bytes: Uint8Array): string[] {
  return JSON.parse(new TextDecoder().decode(bytes)) as string[]
}

function header(bytes: Uint8Array): { name: string; version: number; meta: unknown } {
  return orCorrupt(
    () => readHeader(magic, bytes),
    'This is not a Candor model file, or its header is damaged. Train the model again with "candor train".',
  ) as ReturnType<typeof header>
}

function orCorrupt<T>(read: () => T, message: string): T {
  try {
    return read()
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new CandorError('model.corrupt', message, { cause })
  }
}
