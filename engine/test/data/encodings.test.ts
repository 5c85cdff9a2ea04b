import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Source } from '../../src/data/formats/source.ts'
import { decode, headText, type TextNotes } from '../../src/data/formats/text.ts'

/** Bytes as a source, in pieces of the given sizes (the last one again and again). */
function sourceOf(bytes: Buffer, sizes: readonly number[] = [bytes.length]): Source {
  return {
    path: 'made',
    name: 'made',
    size: bytes.length,
    packed: undefined,
    head: bytes.subarray(0, 65_536),
    bytesRead: () => bytes.length,
    async *chunks() {
      for (let at = 0, n = 0; at < bytes.length; n++) {
        const size = Math.max(1, sizes[Math.min(n, sizes.length - 1)] ?? 1)
        yield bytes.subarray(at, at + size)
        at += size
      }
    },
  }
}

async function textOf(bytes: Buffer, sizes?: readonly number[]): Promise<{ text: string; notes: TextNotes }> {
  const notes: TextNotes = { repaired: 0, encoding: 'utf-8' }
  let text = ''
  for await (const piece of decode(sourceOf(bytes, sizes), notes)) text += piece
  return { text, notes }
}

describe('decode', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'é', '名', '😀', ' ', '\n', '£', '7'), minLength: 1, maxLength: 60 })

  it('gives back UTF-8 whatever the pieces', async () => {
    await fc.assert(
      fc.asyncProperty(word, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), async (text, sizes) => {
        const read = await textOf(Buffer.from(text), sizes)
        expect(read).toEqual({ text, notes: { repaired: 0, encoding: 'utf-8' } })
      }),
      { numRuns: 300, seed: 1 },
    )
  })

  it('gives back UTF-16 whatever the pieces', async () => {
    await fc.assert(
      fc.asyncProperty(word, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), fc.boolean(), async (text, sizes, big) => {
        const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le')
        expect((await textOf(big ? bytes.swap16() : bytes, sizes)).text).toBe(text)
      }),
      { numRuns: 100, seed: 1 },
    )
  })

  it('takes the byte order mark off, also for sniffing', async () => {
    const bytes = Buffer.from('\uFEFFa,b')
    expect((await textOf(bytes)).text).toBe('a,b')
    expect(headText(sourceOf(bytes))).toBe('a,b')
  })

  it('reads Latin-1 through and counts what it guessed', async () => {
    const text = `plain ${'x'.repeat(50)} café £5 naïve`
    const { text: read, notes } = await textOf(Buffer.from(text, 'latin1'), [20])
    expect(read).toBe(text)
    expect(notes).toEqual({ repaired: 3, encoding: 'windows-1252' })
  })

  it('marks a broken byte among UTF-8, and a character cut off at the end', async () => {
    const bytes = Buffer.concat([Buffer.from('名前 é '), Buffer.from([0xff]), Buffer.from(' 名'), Buffer.from([0xe5, 0x90])])
    const { text, notes } = await textOf(bytes, [5])
    expect(text).toBe('名前 é \uFFFD 名\uFFFD')
    expect(notes).toEqual({ repaired: 2, encoding: 'utf-8' })
  })
})
