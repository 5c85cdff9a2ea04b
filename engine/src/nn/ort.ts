import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-node'
import type { Backend, Port, Program, Sized, Values } from './backend.ts'
import { onnxBytes } from './onnx.ts'
import type { ElementType } from './tensor.ts'

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array, int64: BigInt64Array, bool: Uint8Array }

export interface Runtime {
  readonly name: string
  readonly Tensor: TensorConstructor
  /** Whether it computes into arrays that it is given; otherwise results are copied there. */
  readonly inPlace: boolean
  create(model: Uint8Array): Promise<InferenceSession>
}

/** A backend of any onnxruntime: the native and the WebAssembly build share their interface. */
export function ortBackend({ name, Tensor, inPlace, create }: Runtime): Backend {
  const open = async (model: Uint8Array): Promise<Program> => program(await create(model), Tensor, inPlace)
  return { name, open, compile: (outputs) => open(onnxBytes(outputs)) }
}

function program(session: InferenceSession, Tensor: TensorConstructor, inPlace: boolean): Program {
  const inputs = ports(session.inputMetadata)
  const outputs = ports(session.outputMetadata)
  const byName = new Map(outputs.map((port) => [port.name, port]))
  return {
    inputs,
    outputs,
    async run(feeds, results, sizes = {}) {
      const known = new Map(Object.entries(sizes))
      const fed: Record<string, Tensor> = {}
      for (const port of inputs) {
        const values = feeds[port.name]
        if (values === undefined) throw new RangeError(`The input "${port.name}" [${port.shape}] was not given.`)
        fed[port.name] = new Tensor(port.type, wrap(port, values), dims(port, values, known))
      }
      const fetched: Record<string, Tensor> = {}
      for (const [name, values] of Object.entries(results)) {
        const port = byName.get(name)
        if (port === undefined) throw new RangeError(`The program has no result "${name}"; it has ${[...byName.keys()].join(', ')}.`)
        fetched[name] = new Tensor(port.type, wrap(port, values), dims(port, values, known))
      }
      if (inPlace) {
        await session.run(fed, fetched)
        return
      }
      const computed = await session.run(fed, Object.keys(results))
      for (const [name, values] of Object.entries(results)) (values as Float32Array).set(computed[name]!.data as Float32Array)
    },
    async compute(feeds, results) {
      const fed: Record<string, Tensor> = {}
      for (const { name, type } of inputs) {
        const given = feeds[name]
        if (given === undefined) throw new RangeError(`The input "${name}" was not given.`)
        fed[name] = new Tensor(type, given.values, given.shape)
      }
      const computed = await session.run(fed, [...results])
      return Object.fromEntries(results.map((name) => [name, { shape: computed[name]!.dims, values: computed[name]!.data as Sized['values'] }]))
    },
    close: () => session.release(),
  }
}

function ports(metadata: readonly InferenceSession.ValueMetadata[]): Port[] {
  return metadata.map((value) => {
    if (!value.isTensor) throw new TypeError(`"${value.name}" of the ONNX model is not a tensor.`)
    if (!(value.type in arrays) && value.type !== 'string')
      throw new TypeError(`"${value.name}" of the ONNX model is of type ${value.type}; ${Object.keys(arrays).join(', ')} and string can be used.`)
    return { name: value.name, shape: value.shape, type: value.type as ElementType | 'string' }
  })
}

function wrap(port: Port, values: Values): Float32Array {
  if (port.type === 'string' || !(values instanceof arrays[port.type]))
    throw new RangeError(`"${port.name}" is of type ${port.type}; it was given a ${values.constructor.name}.`)
  return values as Float32Array
}

/** The sizes of an array: what the shape leaves open follows from its length, or from sizes already known. */
function dims(port: Port, values: Values, known: Map<string, number>): number[] {
  let size = 1
  let open: string | undefined
  for (const each of port.shape) {
    const value = typeof each === 'number' ? each : known.get(each)
    if (value !== undefined) size *= value
    else if (open === undefined) open = each as string
    else throw new RangeError(`"${port.name}" [${port.shape}] leaves "${open}" and "${each}" open; state one of them in sizes.`)
  }
  if (open !== undefined) {
    known.set(open, values.length / size)
    size = values.length
  }
  const shape = port.shape.map((each) => (typeof each === 'number' ? each : known.get(each)!))
  if (size !== values.length || shape.some((each) => !Number.isInteger(each))) {
    throw new RangeError(`"${port.name}" has shape [${port.shape}]; ${values.length} values do not fill it.`)
  }
  return shape
}
