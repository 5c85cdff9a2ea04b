import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** What kernels/build.mjs printed when the committed file was built. A change of source needs a build, and a new line here. */
const built = [
  {
    name: 'ials',
    source: '7eea09f6c603e1bddc1ba00f15a354291a68b50f4aa70f0845bb0e5fe231d644',
    wasm: '55435357cb40005fe02484ff6ca6fc600af4c080d4bbea6c6888dfe94d716a47',
  },
  {
    name: 'rows',
    source: 'cef7e2acfabba59ee201c681b967841b813f6a7fa03ea295a41c2a7945549951',
    wasm: 'a01e9f937db70e8f0e6eb32547c8966aa899dc31048c856e4fcd75edc072ed93',
  },
  {
    name: 'graph',
    source: 'a6028a2d378cedce1bca0a2881fc6d234ad1019aa74b862630f0aec62af75c37',
    wasm: '117d3b277b6934c2f44d08ba65277e6fbea794c61875cf2cfcef78116876528c',
  },
  {
    name: 'bpr',
    source: '14f4720c97ad02ea728ae5ac42cc5f19ecbb71400012a7c68226d20ad212d266',
    wasm: '6f6e6af1d83ad7974d7af37625f168e7c41a4d1881c756eb6e3ff863ed81c267',
  },
  {
    name: 'scatter',
    source: '107db8a6f9a4fe3835422b5a9adce8793ef37f637175653a1a3bd8baae25405e',
    wasm: '54303cd3196b8446a6258d2029f945932e7dc28d780a9e71c490ff673a5f2309',
  },
  {
    name: 'sums',
    source: '50831bd9785b32b58cdc1c24fadc39ecdd108555d4b24b389323c41bc9aa1ece',
    wasm: '0b7b4bf0fa392d5ac6cd398edc784e17549e81dd5a926d76c2a57e081e90b699',
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
