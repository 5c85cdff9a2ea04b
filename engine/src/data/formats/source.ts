import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { pipeline } from 'node:stream'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import { CandorError } from '../../errors.ts'

/** A file to read, unpacked on the fly where it is gzip or brotli. */
export interface Source {
  readonly path: string
  /** File name in lower case, without `.gz` or `.br`. */
  readonly name: string
  /** Bytes on the disk. */
  readonly size: number
  readonly packed: 'gzip' | 'brotli' | undefined
  /** The first 64 KiB, unpacked. */
  readonly head: Buffer
  /** Bytes read from the disk so far, by the newest `chunks()`. */
  bytesRead(): number
  /** The unpacked bytes from the first on. Throws `file.unreadable` when the file is damaged or unpacks beyond `bombRatio`. */
  chunks(): AsyncIterable<Buffer>
}

/** Data files pack 5 to 50 times. A file that has unpacked to more than `bombStart` bytes and over `bombRatio` times its own size is refused. */
export const bombRatio = 250
export const bombStart: number = 16 * 2 ** 20

const headSize = 64 * 1024
const chunkSize = 256 * 1024

const foreign: readonly { readonly magic: readonly number[]; readonly what: string; readonly advice: string }[] = [
  {
    magic: [0x50, 0x4b, 0x03, 0x04],
    what: 'a zip archive (or a spreadsheet)',
    advice: 'Unzip it and import the file inside; save a spreadsheet as CSV first.',
  },
  { magic: [0x50, 0x4b, 0x05, 0x06], what: 'an empty zip archive', advice: 'Unzip it and import the file inside.' },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], what: 'packed with zstd', advice: 'Unpack it with `zstd -d`, or pack it with gzip.' },
  { magic: [0x42, 0x5a, 0x68], what: 'packed with bzip2', advice: 'Unpack it with `bunzip2`, or pack it with gzip.' },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: 'packed with xz', advice: 'Unpack it with `xz -d`, or pack it with gzip.' },
  { magic: [0x37, 0x7a, 0xbc, 0xaf], what: 'a 7z archive', advice: 'Unpack it and import the file inside.' },
  { magic: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old spreadsheet or document', advice: 'Save it as CSV first.' },
  { magic: [0x25, 0x50, 0x44, 0x46], what: 'a PDF', advice: 'Export the data as CSV or JSONL.' },
]

/** @throws CandorError `file.missing`, `file.unreadable` (no regular file, empty, damaged), `file.format` (an archive) */
export async function openSource(path: string): Promise<Source> {
  const info = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') {
      throw new CandorError('file.missing', `There is no file ${path}. Check the name and the folder.`, { cause })
    }
    throw new CandorError('file.unreadable', `${path} cannot be read (${cause.code ?? cause.message}).`, { cause })
  })
  if (!info.isFile()) throw new CandorError('file.unreadable', `${path} is no file. Name the files to import one by one.`)
  if (info.size === 0) throw new CandorError('file.unreadable', `${path} is empty.`)

  const magic = await firstBytes(path, 8)
  refuseForeign(path, magic)
  const extension = extname(path).toLowerCase()
  const packed = magic[0] === 0x1f && magic[1] === 0x8b ? 'gzip' : extension === '.br' ? 'brotli' : undefined
  const name = basename(path)
    .toLowerCase()
    .replace(/\.(gz|br)$/, '')
  let read = 0
  async function* chunks(): AsyncGenerator<Buffer> {
    const raw = createReadStream(path, { highWaterMark: chunkSize })
    read = 0
    raw.on('data', (piece) => {
      read += piece.length
    })
    const unpacked =
      packed === undefined ? raw : pipeline(raw, packed === 'gzip' ? createGunzip({ chunkSize }) : createBrotliDecompress({ chunkSize }), () => {})
    let total = 0
    try {
      for await (const chunk of unpacked as AsyncIterable<Buffer>) {
        total += chunk.length
        if (total > bombStart && total > bombRatio * info.size) throw bomb(path, total, info.size)
        yield chunk
      }
    } catch (cause) {
      if (cause instanceof CandorError) throw cause
      const { code, message } = cause as NodeJS.ErrnoException
      const what = packed === undefined ? 'cannot be read' : `is damaged or no ${packed} file: it could not be unpacked`
      throw new CandorError('file.unreadable', `${path} ${what} after ${total} bytes (${code ?? message}). Rows before that were read; fetch the file again.`, {
        cause,
      })
    } finally {
      raw.destroy()
    }
  }

  const pieces: Buffer[] = []
  let length = 0
  for await (const chunk of chunks()) {
    pieces.push(chunk)
    length += chunk.length
    if (length >= headSize) break
  }
  const head = Buffer.concat(pieces).subarray(0, headSize)
  if (head.length === 0) throw new CandorError('file.unreadable', `${path} unpacks to nothing.`)
  if (packed !== undefined) {
    refuseForeign(path, head)
    if (head[0] === 0x1f && head[1] === 0x8b) throw new CandorError('file.format', `${path} is packed twice. Unpack it once and import the result.`)
  }
  return { path, name, size: info.size, packed, head, bytesRead: () => Math.min(read, info.size), chunks }
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  try {
    const file = await open(path, 'r')
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    throw new CandorError('file.unreadable', `${path} cannot be read (${code ?? message}). Check the file's permissions.`, { cause })
  }
}

function refuseForeign(path: string, head: Buffer): void {
  const kind = foreign.find(({ magic }) => magic.every((byte, index) => head[index] === byte))
  if (kind !== undefined) throw new CandorError('file.format', `${path} is ${kind.what}, which cannot be imported. ${kind.advice}`)
}

function bomb(path: string, total: number, size: number): CandorError {
  const times = Math.floor(total / size)
  return new CandorError(
    'file.unreadable',
    `${path} unpacks to over ${times} times its size (${total} bytes so far), which looks like a decompression bomb: at most ${bombRatio} times is allowed. ` +
      'If it is genuine, unpack it first.',
  )
}
