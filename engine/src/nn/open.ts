import type { Backend, BackendOptions } from './backend.ts'

/** The fastest backend this machine has: onnxruntime's own binary, else its WebAssembly build. */
export async function openBackend(options: BackendOptions = {}): Promise<Backend> {
  const { openOrt } = await import('./backend-ort.ts')
  return openOrt(options)
}
