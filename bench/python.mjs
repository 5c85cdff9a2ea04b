import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** The Python of the other side: CANDOR_PYTHON, or python3 of the path. */
export const python = process.env.CANDOR_PYTHON ?? 'python3'

/**
 * A Python process that answers one line of JSON to each line of JSON it reads; its first line says that it is ready. Undefined, with a word on standard output, where that Python or one of the
 * modules it imports is absent.
 */
export async function openPython(script, modules) {
  // OpenBLAS picks its kernels and blocks by the processor unless told otherwise: let it.
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...env } = process.env
  const child = spawn(python, ['-W', 'ignore', '-c', script], { env, stdio: ['pipe', 'pipe', 'ignore'] })
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async () => {
    const { value, done } = await lines.next()
    return done ? undefined : JSON.parse(value)
  }
  const hello = await answer()
  if (!hello) {
    console.log(`${python} cannot import ${modules}: only our side is measured. Set CANDOR_PYTHON to a Python that can.`)
    return undefined
  }
  return {
    hello,
    async ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`)
      const said = await answer()
      if (said === undefined) throw new Error(`${python} ended before it answered. Run the script again with less work, or without CANDOR_PYTHON.`)
      return said
    },
    close: () => child.stdin.end(),
  }
}
