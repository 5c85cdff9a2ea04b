import type { Backend, BackendOptions } from './backend.ts'

/**
 * The fastest backend this machine has: onnxruntime's own binary, else its WebAssembly build.
 * @throws Error saying what to install when it has neither
 */
export async function openBackend(options: BackendOptions = {}): Promise<Backend> {
  const reasons: unknown[] = []
  for (const open of [async () => (await import('./backend-ort.ts')).openOrt(options), async () => (await import('./backend-web.ts')).openWeb(options)]) {
    try {
      return await open()
    } catch (error) {
      reasons.push(error)
    }
  }
  throw new AggregateError(
    reasons,
    `Networks need onnxruntime, which has no binary for ${process.platform} ${process.arch} here. Install its WebAssembly build: npm install onnxruntime-web`,
  )
}
