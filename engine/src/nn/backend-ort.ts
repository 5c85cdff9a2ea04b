import type { InferenceSession } from 'onnxruntime-node'
import type { Backend, BackendOptions } from './backend.ts'
import { ortBackend } from './ort.ts'

/**
 * Programs on onnxruntime-node's CPU kernels.
 * @throws when onnxruntime-node is absent or has no binary for this platform
 */
export async function openOrt({ threads = 1 }: BackendOptions = {}): Promise<Backend> {
  const { InferenceSession, Tensor } = await import('onnxruntime-node')
  const options: InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    // A helper thread that spins between operators spends its share of a busy core on nothing.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  }
  return ortBackend({ name: 'onnxruntime-node', Tensor, inPlace: true, create: (model) => InferenceSession.create(model, options) })
}
