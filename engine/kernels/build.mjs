// Builds every kernel of this folder: node engine/kernels/build.mjs, after `npm install --no-save assemblyscript@0.28.20`. The built files are committed, so neither installing nor
// running Candor needs the compiler. After a change, put the line this prints into engine/test/kernels.test.ts.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const folder = fileURLToPath(new URL('.', import.meta.url))
const options = '--optimizeLevel 3 --shrinkLevel 0 --converge --noAssert --runtime stub --importMemory --initialMemory 1 --maximumMemory 65536'
/** `ials`, `graph`, `bpr` and `scatter` run in several threads on one memory, that of `sums` grows under the arrays that look into it; that of `rows` is not shared, because the ONNX runtime refuses views of shared memory. */
const threaded = '--enable simd,threads --sharedMemory'
const kernels = { ials: threaded, graph: threaded, bpr: threaded, sums: threaded, scatter: threaded, rows: '--enable simd' }

for (const [name, more] of Object.entries(kernels)) {
  const { error, stderr } = await asc.main([`${name}.ts`, '--outFile', `${name}.wasm`, ...options.split(' '), ...more.split(' ')], {
    readFile: (file) => {
      try {
        return readFileSync(`${folder}${file.replace(/\.ts$/, '.as')}`, 'utf8')
      } catch {
        return null
      }
    },
    writeFile: (file, contents) => writeFileSync(`${folder}${file}`, contents),
    listFiles: () => [],
  })
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`)
  const checksum = (file) =>
    createHash('sha256')
      .update(readFileSync(`${folder}${file}`))
      .digest('hex')
  console.log(`{ name: '${name}', source: '${checksum(`${name}.as`)}', wasm: '${checksum(`${name}.wasm`)}' }`)
}
