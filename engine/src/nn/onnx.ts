import { type OnnxConstant, type OnnxGraph, type OnnxNode, type OnnxValue, onnxModel } from '../math/onnx-bytes.ts'
import type { Outputs } from './backend.ts'
import { inOrder } from './grad.ts'
import type { ElementType, Tensor, Writer } from './tensor.ts'

export interface OnnxOptions {
  /** Only ONNX's own operators, so that any runtime can open the file. */
  standard?: boolean
  /** Inputs that become constants of the model, by name: how each is written. */
  fixed?: Readonly<Record<string, (write: Writer, of: Tensor) => string>>
}

/** The bytes of an ONNX model that computes the named tensors. */
export function onnxBytes(outputs: Outputs, options: OnnxOptions = {}): Uint8Array {
  return onnxModel(onnxGraph(outputs, options))
}

/**
 * The ONNX graph that computes the named tensors. Equal computations (same operator, attributes and inputs) are written once, so a network may be built carelessly: what
 * forward and backward passes have in common is shared.
 */
export function onnxGraph(outputs: Outputs, { standard = false, fixed = {} }: OnnxOptions = {}): OnnxGraph {
  const nodes: OnnxNode[] = []
  const inputs = new Map<string, OnnxValue>()
  const constants = new Map<string, OnnxConstant>()
  const write: Writer = {
    standard,
    node(op, from, attributes = {}, { outputs = 1, domain } = {}) {
      const names = Array.from({ length: outputs }, (_, index) => `#${nodes.length}${index === 0 ? '' : `.${index}`}`)
      nodes.push({ op, inputs: from, outputs: names, attributes, ...(domain ? { domain } : {}) })
      return names
    },
    constant(type, shape, values) {
      const key = `${type} ${shape} ${values}`
      const known = constants.get(key)
      if (known !== undefined) return known.name
      const made = { name: `$${constants.size}`, type, shape, bytes: raw(type, values) }
      constants.set(key, made)
      return made.name
    },
    bytes(type, shape, bytes) {
      const made = { name: `$${constants.size}`, type, shape, bytes }
      constants.set(made.name, made)
      return made.name
    },
    input(name, of) {
      const { shape, type } = of
      checkName(name)
      const constant = fixed[name]
      if (constant !== undefined) return constant(write, of)
      const known = inputs.get(name)
      if (known !== undefined && (known.type !== type || known.shape.join() !== shape.join())) {
        throw new RangeError(`Two inputs are called "${name}": ${known.type} [${known.shape}] and ${type} [${shape}].`)
      }
      inputs.set(name, { name, shape, type })
      return name
    },
  }

  const written = new Map<Tensor, readonly string[]>()
  const shared = new Map<string, readonly string[]>()
  for (const each of inOrder(Object.values(outputs))) {
    const from = each.inputs.map((other) => written.get(other)![0]!)
    const key = `${each.operator.name} ${JSON.stringify(each.operator.attributes)} ${each.type} ${from}`
    const names = shared.get(key) ?? (each.operator.name === 'part' ? partOf(each, written) : each.operator.emit(write, from, each))
    shared.set(key, names)
    written.set(each, names)
  }
  const values: OnnxValue[] = []
  for (const [name, each] of Object.entries(outputs)) {
    checkName(name)
    if (inputs.has(name)) throw new RangeError(`"${name}" is the name of an input and of a result; call the result otherwise.`)
    nodes.push({ op: 'Identity', inputs: [written.get(each)![0]!], outputs: [name] })
    values.push({ name, shape: each.shape, type: each.type })
  }
  return { nodes, inputs: [...inputs.values()], outputs: values, constants: [...constants.values()] }
}

function partOf(each: Tensor, written: ReadonlyMap<Tensor, readonly string[]>): readonly string[] {
  return [written.get(each.inputs[0]!)![each.operator.attributes.index as number]!]
}

/** Nodes and constants are called #… and $…, so that no name of a network's own can clash with theirs. */
function checkName(name: string): void {
  if (name === '' || name.startsWith('#') || name.startsWith('$'))
    throw new RangeError(`"${name}" cannot name an input or a result: it is empty, or begins with # or $.`)
}

function raw(type: ElementType, values: readonly number[]): Uint8Array {
  const array = type === 'int64' ? BigInt64Array.from(values, BigInt) : arrays[type].from(values)
  return new Uint8Array(array.buffer)
}
const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array }
