/**
 * The facts that travel in an ONNX file, by key (ModelProto.metadata_props, field 14 of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3); onnxruntime does not tell them here. Nothing else of the file is read.
 * @throws RangeError where the bytes are no protobuf message
 */
export function onnxMetadata(bytes: Uint8Array): Readonly<Record<string, string>> {
  const facts: [string, string][] = []
  for (const { field, block } of fieldsOf(bytes)) {
    if (field !== 14 || block === undefined) continue
    const texts = new Map<number, string>()
    for (const part of fieldsOf(block)) if (part.block !== undefined) texts.set(part.field, new TextDecoder().decode(part.block))
    facts.push([texts.get(1) ?? '', texts.get(2) ?? ''])
  }
  return Object.fromEntries(facts)
}

/** The fields of a message in order, those of varying length with their bytes. */
function* fieldsOf(bytes: Uint8Array): Iterable<{ readonly field: number; readonly block?: Uint8Array }> {
  let at = 0
  const number = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]
      if (byte === undefined || scale > 2 ** 63) throw new RangeError('The bytes end within a number.')
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }
  const skip = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError(`A field of ${length} bytes goes beyond the end.`)
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const key = number()
    const [field, kind] = [Math.floor(key / 8), key % 8]
    if (kind === 0) number()
    else if (kind === 1) skip(8)
    else if (kind === 5) skip(4)
    else if (kind !== 2) throw new RangeError(`A field of kind ${kind} is none of ONNX's.`)
    yield kind === 2 ? { field, block: skip(number()) } : { field }
  }
}
