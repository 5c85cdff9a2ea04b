import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CandorError } from '../errors.ts'
import { storeFailure } from './failure.ts'
import type { Artifacts } from './store.ts'

/**
 * Whole files under `folder`, by names such as `models/ease-3.bin`. A file is written under a temporary name, synced and renamed, so that after a crash
 * there is the old one or the new one, never a half. Throws `usage` for a name that could leave the folder, `store.*` for what the disk refuses.
 */
export function openArtifacts(folder: string): Artifacts {
  return {
    put: (name, bytes) => guard(folder, () => write(folder, checkName(name), bytes)),
    get: (name) => guard(folder, () => orUndefined(async () => new Uint8Array(await readFile(join(folder, checkName(name)))))),
    list: (prefix) => guard(folder, () => list(folder, prefix)),
    delete: (name) => guard(folder, async () => (await orUndefined(() => rm(join(folder, checkName(name))).then(() => true))) ?? false),
  }
}

async function write(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${randomBytes(6).toString('hex')}${temporaryEnd}`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** Makes the rename itself durable. Windows cannot open folders and needs no such thing. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function list(folder: string, prefix: string): Promise<{ name: string; bytes: number; at: number }[]> {
  const entries = (await orUndefined(() => readdir(folder, { recursive: true, withFileTypes: true }))) ?? []
  const found: { name: string; bytes: number; at: number }[] = []
  for (const entry of entries) {
    if (!entry.isFile() || entry.name.endsWith(temporaryEnd)) continue
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(join(folder, '.').length + 1).replaceAll('\\', '/')
    if (!name.startsWith(prefix) || !isName(name)) continue
    const { size, mtimeMs } = await stat(path)
    found.push({ name, bytes: size, at: mtimeMs })
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}

const temporaryEnd = '.tmp'

function checkName(name: string): string {
  if (isName(name)) return name
  throw new CandorError('usage', `"${name}" is no name for a model or report: use letters, digits, "-", "_" and ".", in folders parted by "/".`)
}

/** Parts of letters, digits, dashes, underscores and inner dots; none that Windows keeps for devices. */
function isName(name: string): boolean {
  return (
    name.length <= 200 &&
    !name.endsWith(temporaryEnd) &&
    name.split('/').every((part) => /^[A-Za-z0-9_-](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/.test(part) && !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(part))
  )
}

async function orUndefined<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function guard<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw storeFailure(error, folder)
  }
}
