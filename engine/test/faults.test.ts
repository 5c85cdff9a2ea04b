import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'engine/test/faults')

it.each(readdirSync(folder))('the planted faults of %s name lines and tests that are there', (name) => {
  const faults = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { file: string; from: string; to: string; test: string }[]
  const missing = faults.filter(
    ({ file, from, to, test }) => from === to || !readFileSync(join(root, file), 'utf8').includes(from) || !existsSync(join(root, test)),
  )
  expect(missing).toEqual([])
})
