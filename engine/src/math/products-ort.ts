import { availableParallelism } from 'node:os'
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { onnxModel } from './onnx-bytes.ts'
import type { Products } from './products.ts'

/**
 * Products on onnxruntime-node's CPU kernels, on `threads` cores. A product blocks the calling thread while it runs, so call it from a worker.
 * Double precision costs half the speed of single (200 against 430 GFLOP/s on two AVX-512 cores) and leaves the result limited by the f32 it is stored in, not by the solve.
 * @throws when onnxruntime-node is absent or has no binary for this platform
 */
export async function ortProducts(threads: number = availableParallelism()): Promise<Products> {
  const ort = await import('onnxruntime-node')
  const options: InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 3,
    // A helper thread that spins between products spends its share of a busy core on nothing: asleep, the same solve took 0.4 of the time beside one other process.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  }
  const [plain, transposed] = await Promise.all([false, true].map((transA) => ort.InferenceSession.create(model(transA), options)))

  function tensor(data: Float64Array, rows: number, cols: number): Tensor {
    return new ort.Tensor('float64', data, [rows, cols])
  }
  return {
    name: 'onnxruntime',
    async multiply(a, b, y, m, k, n) {
      await plain.run({ a: tensor(a, m, k), b: tensor(b, k, n) }, { y: tensor(y, m, n) })
    },
    async multiplyTransposed(a, b, y, m, k, n) {
      await transposed.run({ a: tensor(a, k, m), b: tensor(b, k, n) }, { y: tensor(y, m, n) })
    },
  }
}

function model(transA: boolean): Uint8Array {
  const node = { inputs: ['a', 'b'], outputs: ['y'] }
  return onnxModel({
    nodes: [transA ? { ...node, op: 'Gemm', attributes: { transA: 1 } } : { ...node, op: 'MatMul' }],
    inputs: [
      { name: 'a', type: 'float64', shape: ['a0', 'a1'] },
      { name: 'b', type: 'float64', shape: ['b0', 'b1'] },
    ],
    outputs: [{ name: 'y', type: 'float64', shape: ['y0', 'y1'] }],
  })
}
