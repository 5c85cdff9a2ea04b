import type { ElementType, Shape, Tensor } from './tensor.ts'

/** What runs programs: onnxruntime's own binary, or its WebAssembly build where there is none for the platform. */
export interface Backend {
  readonly name: string
  /** A program that computes the named tensors. Compiling costs some ten milliseconds, so compile once and run often. */
  compile(outputs: Outputs): Promise<Program>
  /** A program from the bytes of a .onnx file. */
  open(model: Uint8Array): Promise<Program>
}

/** Tensors to compute, by the name each result is fetched with. */
export type Outputs = Readonly<Record<string, Tensor>>

/** The flat values of a tensor: float32, int32, int64, or bool as bytes. Never over shared memory. */
export type Values = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array

/** A compiled network. */
export interface Program {
  /** Names, shapes and types of what a run must be given. */
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  /**
   * Computes the results named in `results` from `feeds` (every input by name) and writes them into the given arrays, which no feed may overlap; results not named there are computed and dropped.
   * Sizes that shapes leave open follow from the lengths of the arrays, or are stated in `sizes`. Blocks the calling thread until done, so training and batched scoring belong in a worker.
   * @throws RangeError naming the input or result whose array is absent or of a wrong length or type
   */
  run(feeds: Readonly<Record<string, Values>>, results: Readonly<Record<string, Values>>, sizes?: Readonly<Record<string, number>>): Promise<void>
  /**
   * The same for a network made elsewhere, whose results have sizes that are known only once computed: feeds come with their sizes, and so do the named results.
   * @throws RangeError naming the input that was not given
   */
  compute(feeds: Readonly<Record<string, Sized>>, results: readonly string[]): Promise<Readonly<Record<string, Sized>>>
  /** Gives its memory back; running it afterwards throws. */
  close(): Promise<void>
}

export interface Port {
  readonly name: string
  readonly shape: Shape
  /** Texts are for `compute` alone. */
  readonly type: ElementType | 'string'
}

/** The flat values of a tensor with its sizes, outermost first. */
export interface Sized {
  readonly shape: readonly number[]
  readonly values: Values | readonly string[]
}

export interface BackendOptions {
  /** Cores a run uses; 1 by default, which also makes sums independent of the machine's core count. */
  readonly threads?: number
}
