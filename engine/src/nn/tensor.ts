import type { Dimension, OnnxAttribute, ElementType as StoredType } from '../math/onnx-bytes.ts'

export type { Dimension } from '../math/onnx-bytes.ts'

/** What networks compute with; int8 and float16 are for files alone. */
export type ElementType = Exclude<StoredType, 'int8' | 'uint8' | 'float16'>

/** Sizes of a tensor, outermost first. A name stands for a size known only when the program runs. */
export type Shape = readonly Dimension[]

/** A value described, not computed: what it is made of and by which operator. Immutable; a network is such values, one made of others. */
export interface Tensor {
  readonly operator: Operator
  readonly inputs: readonly Tensor[]
  readonly shape: Shape
  readonly type: ElementType
}

/** What makes a value of its inputs: how it is written in ONNX, and its gradient in further tensors. */
export interface Operator {
  readonly name: string
  /** All that decides the value besides the inputs. Two tensors with equal operators, attributes and inputs are computed once. */
  readonly attributes: Readonly<Record<string, unknown>>
  /** Writes the nodes that compute `of`; the names of their results, the value itself first. */
  emit(write: Writer, inputs: readonly string[], of: Tensor): readonly string[]
  /** The gradient of each input, given the gradient `dy` of the value `y`, each of its own input's shape; undefined where there is none. Absent: no input has one. */
  gradient?(y: Tensor, dy: Tensor): readonly (Tensor | undefined)[]
}

/** Takes the ONNX nodes an operator writes. */
export interface Writer {
  /** Only ONNX's own operators, for runtimes other than onnxruntime. */
  readonly standard: boolean
  /** Adds a node; the names of its `outputs` results (default 1). */
  node(op: string, inputs: readonly string[], attributes?: Readonly<Record<string, OnnxAttribute>>, options?: { outputs?: number; domain?: string }): string[]
  /** The name of a constant; equal constants share one. */
  constant(type: ElementType, shape: readonly number[], values: readonly number[]): string
  /** The name of a constant given as raw little-endian bytes. */
  bytes(type: StoredType, shape: readonly number[], bytes: Uint8Array): string
  /** The name of the model input that `of` declares. */
  input(name: string, of: Tensor): string
}

/** Where an operator takes a tensor, a plain number will do. */
export type Operand = Tensor | number

export function tensor(operator: Operator, inputs: readonly Tensor[], shape: Shape, type: ElementType = inputs[0]!.type): Tensor {
  return { operator, inputs, shape, type }
}

/** A value given anew at each run: a batch, a mask, parameters. */
export function input(name: string, shape: Shape, type: ElementType = 'float32'): Tensor {
  return tensor({ name: 'input', attributes: { name }, emit: (write, _, of) => [write.input(name, of)] }, [], shape, type)
}

/** The name an input was declared with, undefined for any other tensor. */
export function inputName(of: Tensor): string | undefined {
  return of.operator.name === 'input' ? (of.operator.attributes.name as string) : undefined
}

/** Fixed values [shape], row-major. */
export function constant(values: number | readonly number[], shape: readonly number[] = [], type: ElementType = 'float32'): Tensor {
  const list = typeof values === 'number' ? [values] : values
  const size = shape.reduce((product, each) => product * each, 1)
  if (list.length !== size) throw new RangeError(`A constant of shape [${shape}] needs ${size} values, got ${list.length}.`)
  return tensor({ name: 'constant', attributes: { values: list }, emit: (write) => [write.constant(type, shape, list)] }, [], shape, type)
}

export function asTensor(operand: Operand, type: ElementType = 'float32'): Tensor {
  return typeof operand === 'number' ? constant(operand, [], type) : operand
}

/** A further result of the operator of `of`: its `index`-th, counted from 0, the value itself. */
export function part(of: Tensor, index: number, shape: Shape): Tensor {
  return tensor({ name: 'part', attributes: { index }, emit: () => [] }, [of], shape, of.type)
}
