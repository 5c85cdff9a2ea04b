import { onnxModel } from '../math/onnx-bytes.ts'
import type { Outputs } from './backend.ts'
import { onnxGraph } from './onnx.ts'
import { type Precision, quantise, toHalf } from './quantise.ts'
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
 * A network as a file any ONNX runtime opens (operator set 17, ONNX's own operators alone): the inputs that `values` does not name remain its inputs. With float16 and int8 the matrices
 * take half and a quarter of the bytes, and are turned back to float32 when the network runs.
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
  const { numbers, factors } = quantise(values, sizes[0]!)
  const whole = write.bytes('int8', sizes, bytesOf(numbers))
  return write.node('DequantizeLinear', [whole, write.bytes('float32', [factors.length], bytesOf(factors))], { axis: 0 })[0]!
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int8Array | Uint16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
