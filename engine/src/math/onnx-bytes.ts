/**
 * Writes an ONNX model as bytes: the few protobuf messages of onnx.proto3 that a small computation graph needs, so that no converter and no model file is
 * shipped. Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3.
 */

/** ONNX element types by number (TensorProto.DataType). */
export const elementTypes = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10, float64: 11 } as const
export type ElementType = keyof typeof elementTypes

/** A dimension is a fixed size, or a name for a size that is known only when the graph runs. */
export type Dimension = number | string

export interface OnnxValue {
  name: string
  type: ElementType
  shape: readonly Dimension[]
}

/** An attribute's kind follows from its value: whole numbers are written as INT unless wrapped as { float }. */
export type OnnxAttribute = number | string | readonly number[] | { float: number }

export interface OnnxNode {
  op: string
  inputs: readonly string[]
  outputs: readonly string[]
  attributes?: Readonly<Record<string, OnnxAttribute>>
  /** Operator set other than ONNX's own, such as 'com.microsoft'. */
  domain?: string
}

export interface OnnxConstant {
  name: string
  type: ElementType
  shape: readonly number[]
  /** Little-endian raw values. */
  bytes: Uint8Array
}

export interface OnnxGraph {
  nodes: readonly OnnxNode[]
  inputs: readonly OnnxValue[]
  outputs: readonly OnnxValue[]
  constants?: readonly OnnxConstant[]
  /** Facts about the model that travel with it, by key. */
  metadata?: Readonly<Record<string, string>>
}

/** The bytes of a model with one graph, operator set 17 (and version 1 of every other domain its nodes name), IR version 8. */
export function onnxModel(graph: OnnxGraph): Uint8Array {
  const domains = new Set(graph.nodes.flatMap((node) => (node.domain ? [node.domain] : [])))
  return join([
    integer(1, 8),
    message(7, [
      ...graph.nodes.map((node) => message(1, nodeFields(node))),
      text(2, 'graph'),
      ...(graph.constants ?? []).map((constant) => message(5, constantFields(constant))),
      ...graph.inputs.map((value) => message(11, valueFields(value))),
      ...graph.outputs.map((value) => message(12, valueFields(value))),
    ]),
    message(8, [text(1, ''), integer(2, 17)]),
    ...[...domains].map((domain) => message(8, [text(1, domain), integer(2, 1)])),
    ...Object.entries(graph.metadata ?? {}).map(([key, value]) => message(14, [text(1, key), text(2, value)])),
  ])
}

function nodeFields(node: OnnxNode): Uint8Array[] {
  return [
    ...node.inputs.map((name) => text(1, name)),
    ...node.outputs.map((name) => text(2, name)),
    text(4, node.op),
    ...Object.entries(node.attributes ?? {}).map(([name, value]) => message(5, [text(1, name), ...attributeFields(value)])),
    ...(node.domain ? [text(7, node.domain)] : []),
  ]
}

function attributeFields(value: OnnxAttribute): Uint8Array[] {
  if (typeof value === 'number') return [integer(3, value), integer(20, 2)]
  if (typeof value === 'string') return [text(4, value), integer(20, 3)]
  if ('float' in value) return [float(2, value.float), integer(20, 1)]
  return [...value.map((each) => integer(8, each)), integer(20, 7)]
}

function valueFields(value: OnnxValue): Uint8Array[] {
  const dimensions = value.shape.map((size) => message(1, [typeof size === 'number' ? integer(1, size) : text(2, size)]))
  return [text(1, value.name), message(2, [message(1, [integer(1, elementTypes[value.type]), message(2, dimensions)])])]
}

function constantFields(constant: OnnxConstant): Uint8Array[] {
  return [...constant.shape.map((size) => integer(1, size)), integer(2, elementTypes[constant.type]), text(8, constant.name), block(9, constant.bytes)]
}

function integer(field: number, value: number): Uint8Array {
  return Uint8Array.from([...varint(field << 3), ...varint(value)])
}

function float(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(5)
  bytes[0] = (field << 3) | 5
  new DataView(bytes.buffer).setFloat32(1, value, true)
  return bytes
}

function text(field: number, value: string): Uint8Array {
  return block(field, new TextEncoder().encode(value))
}

function message(field: number, parts: readonly Uint8Array[]): Uint8Array {
  return block(field, join(parts))
}

function block(field: number, bytes: Uint8Array): Uint8Array {
  return join([Uint8Array.from([...varint((field << 3) | 2), ...varint(bytes.length)]), bytes])
}

/** Seven bits a byte, lowest first; negative numbers as 64-bit two's complement. */
function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  bytes.push(Number(rest))
  return bytes
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
