import { onnxModel } from '../math/onnx-bytes.ts'
import type { Outputs } from './backend.ts'
import { onnxGraph } from './onnx.ts'
import { type Precision, pack6, quantise, toHalf } from './quantise.ts'
import type { Tensor, Writer } from './tensor.ts'

export interface ExportOptions {
  /** Parameters and tables by the names of their inputs: they become part of the file. */
  readonly values: Readonly<Record<string, Float32Array>>
  /** Facts that travel in the file. */
  readonly metadata?: Readonly<Record<string, string>>
  /** Of matrices; vectors, such as biases and norms, stay float32. Default float32. */
  readonly precision?: Precision
}

/**
 * A network as a file any ONNX runtime opens (operator set 17, ONNX's own operators alone): the inputs that `values` does not name remain its inputs. With float16, int8 and int6 the matrices
 * take half, a quarter and three sixteenths of the bytes, and are turned back to float32 when the network runs.
 */
export function exportOnnx(outputs: Outputs, { values, metadata = {}, precision = 'float32' }: ExportOptions): Uint8Array {
  const fixed = Object.fromEntries(
    Object.entries(values).map(([name, array]) => [
      name,
      (write: Writer, of: Tensor) => constantOf(write, of, array, of.shape.length < 2 ? 'float32' : precision),
    ]),
  )
  return onnxModel({ ...onnxGraph(outputs, { standard: true, fixed }), metadata })
}

/** The name of the values in the file, as float32. */
function constantOf(write: Writer, { shape }: Tensor, values: Float32Array, precision: Precision): string {
  const sizes = shape as readonly number[]
  if (values.length !== sizes.reduce((product, size) => product * size, 1))
    throw new RangeError(`A constant of shape [${shape}] was given ${values.length} values.`)
  if (precision === 'float32') return write.bytes('float32', sizes, bytesOf(values))
  if (precision === 'float16') return write.node('Cast', [write.bytes('float16', sizes, bytesOf(toHalf(values)))], { to: 1 })[0]!
  if (precision === 'int6') return packedConstant(write, sizes, values)
  const { numbers, factors } = quantise(values, sizes[0]!)
  const whole = write.bytes('int8', sizes, bytesOf(numbers))
  return write.node('DequantizeLinear', [whole, write.bytes('float32', [factors.length], bytesOf(factors))], { axis: 0 })[0]!
}

/** Unpacked by shifts of bytes, since runtimes of this operator set know no type of 6 bits: see `Packed` for what stands where. */
function packedConstant(write: Writer, sizes: readonly number[], values: Float32Array): string {
  const { bytes, factors, unit } = pack6(values, sizes[0]!)
  const quarter = bytes.length / 3
  const node = (op: string, inputs: readonly string[], attributes: Parameters<Writer['node']>[2] = {}): string => write.node(op, inputs, attributes)[0]!
  const ints = (...list: number[]): string => write.constant('int64', [list.length], list)
  const two = write.bytes('uint8', [1], Uint8Array.of(2))
  const packed = write.bytes('uint8', [3, quarter], bytes)
  const first = node('Cast', [node('BitShift', [node('BitShift', [packed, two], { direction: 'LEFT' }), two], { direction: 'RIGHT' })], { to: 1 })
  const high = node('Cast', [node('BitShift', [packed, write.bytes('uint8', [1], Uint8Array.of(6))], { direction: 'RIGHT' })], { to: 1 })
  const last = node('MatMul', [write.constant('float32', [1, 3], [16, 4, 1]), high])
  const all = node('Reshape', [node('Concat', [first, last], { axis: 0 }), ints(4 * quarter)])
  const numbers = node('Reshape', [node('Slice', [all, ints(0), ints(values.length)]), ints(...sizes)])
  const halves = node('Cast', [write.bytes('float16', [sizes[0]!, ...sizes.slice(1).map(() => 1)], bytesOf(factors))], { to: 1 })
  return node('Mul', [node('Sub', [numbers, write.constant('float32', [], [32])]), node('Mul', [halves, write.constant('float32', [], [unit])])])
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int8Array | Uint16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
