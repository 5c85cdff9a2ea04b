import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** What kernels/build.mjs printed when the committed file was built. A change of source needs a build, and a new line here. */
const built = [
  {
    name: 'ials',
    source: 'a533e2dcecd1a6cc906975e230711df2eb1b8bed5e95ead6d1d2d7d9f02d4b2f',
    wasm: '2ac40d01c4ed3813a47d392d4b06e9c26454b45e798712b6fb8a9cc737abcc85',
  },
]

it.each(built)('kernels/$name.wasm is the build of the source beside it', ({ name, source, wasm }) => {
  const checksum = (file: string) =>
    createHash('sha256')
      .update(readFileSync(new URL(`../kernels/${file}`, import.meta.url)))
      .digest('hex')
  expect(checksum(`${name}.as`)).toBe(source)
  expect(checksum(`${name}.wasm`)).toBe(wasm)
})
