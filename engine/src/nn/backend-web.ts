import type * as Runtime from 'onnxruntime-node'
import type { Backend, BackendOptions } from './backend.ts'
import { ortBackend } from './ort.ts'

/** By name only: the package is the reader's to install, and nothing here needs its types. */
const name: string = 'onnxruntime-web'

/**
 * Programs on onnxruntime's WebAssembly build, for platforms its binary does not reach (Alpine, Intel Macs) and for browsers: the same bytes, two to three times slower. Threads need
 * a worker of their own there, so it runs on one.
 * @throws when onnxruntime-web is not installed
 */
export async function openWeb(_options: BackendOptions = {}): Promise<Backend> {
  const { InferenceSession, Tensor, env } = (await import(name)) as typeof Runtime
  env.wasm.numThreads = 1
  env.logLevel = 'error'
  const options: Runtime.InferenceSession.SessionOptions = { executionProviders: ['wasm'], graphOptimizationLevel: 'all', logSeverityLevel: 3 }
  return ortBackend({ name, Tensor, inPlace: false, create: (model) => InferenceSession.create(model, options) })
}
