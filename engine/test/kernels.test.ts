import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** What kernels/build.mjs printed when the committed file was built. A change of source needs a build, and a new line here. */
const built = [
  {
    name: 'ials',
    source: '45a9c2612a8823a750e7f7d46906a16e6450d28dde5dfb9717702b430dde5d91',
    wasm: '2daaca0fe9b4fd9dc44d5323d7f5645b175cd63928250ea24d4cc8f9ffe0435b',
  },
  {
    name: 'rows',
    source: 'cef7e2acfabba59ee201c681b967841b813f6a7fa03ea295a41c2a7945549951',
    wasm: 'a01e9f937db70e8f0e6eb32547c8966aa899dc31048c856e4fcd75edc072ed93',
  },
  {
    name: 'graph',
    source: '06f224bf564607b205041b8434f2212b8c26603ba4e477a75fb9094dda17f0b5',
    wasm: '0025a6baeb1424f42c0a1c039c22fcd75e3573d41e92c1004c05640c877cb3d7',
  },
]

it.each(built)('$name: the committed kernel is the build of the source beside it', ({ name, source, wasm }) => {
  const checksum = (file: string) =>
    createHash('sha256')
      .update(readFileSync(new URL(`../kernels/${file}`, import.meta.url)))
      .digest('hex')
  expect(checksum(`${name}.as`)).toBe(source)
  expect(checksum(`${name}.wasm`)).toBe(wasm)
})
