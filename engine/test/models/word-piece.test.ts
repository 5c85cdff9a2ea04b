import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { wordPieces } from '../../src/models/word-piece.ts'

const pieces = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  'un',
  '##aff',
  '##able',
  'aff',
  'cafe',
  'Cafe',
  'café',
  ',',
  '!',
  '面',
  '霜',
  '$',
  'σας',
  'σασ',
  '##霜',
  '-',
  'x',
]
const vocabulary = `${pieces.join('\n')}\n`
const cut = (text: string, settings: object = {}, most = 99): string[] => wordPieces(vocabulary, settings).encode(text, most).map((number) => pieces[number]!).slice(1, -1) // biome-ignore format: one line a step

describe('word pieces', () => {
  it('take the longest known piece again and again, and a word with an unknown part as a whole', () => {
    expect(cut('unaffable aff affable unaffx')).toEqual(['un', '##aff', '##able', 'aff', 'aff', '##able', '[UNK]'])
    expect(cut('x'.repeat(101))).toEqual(['[UNK]'])
    expect(cut('')).toEqual([])
  })

  it('tell words, punctuation and Chinese characters apart', () => {
    expect(cut('un,aff! $aff')).toEqual(['un', ',', 'aff', '!', '$', 'aff'])
    expect(cut('aff面霜')).toEqual(['aff', '面', '霜'])
    expect(cut('面霜', { chinese: false })).toEqual(['面', '##霜'])
    expect(cut('un\u00a0aff\tun\u200b\u0000\ufffdaff\n')).toEqual(['un', 'aff', 'un', '##aff'])
  })

  it('lose case and accents where the encoder did', () => {
    expect(cut('CAFÉ Cafe\u0301')).toEqual(['cafe', 'cafe'])
    expect(cut('Cafe', { lowercase: false })).toEqual(['Cafe'])
    expect(cut('café', { lowercase: false })).toEqual(['café'])
    expect(cut('Café', { lowercase: false, accents: false })).toEqual(['Cafe'])
    expect(cut('CAFÉ', { accents: true })).toEqual(['café'])
    expect(cut('ΣΑΣ')).toEqual(['σασ'])
  })

  it('stand between the marks, and are cut to length with both', () => {
    const { encode } = wordPieces(vocabulary)
    expect(encode('un un un un', 4)).toEqual([2, 4, 4, 3])
    expect(encode('', 4)).toEqual([2, 3])
    expect(encode('[SEP]', 9)).not.toContain(pieces.indexOf('[SEP]', 4))
    expect(encode('[SEP]', 9).filter((number) => number === 3)).toHaveLength(1)
  })

  it('are those of Hugging Face’s tokenizers, of odd texts too', () => {
    const golden = JSON.parse(readFileSync(new URL('../golden/word-pieces.json', import.meta.url), 'utf8')) as {
      texts: string[]
      cases: { settings: object; vocabulary: string[]; numbers: number[][] }[]
    }
    expect(golden.cases).toHaveLength(4)
    for (const { settings, vocabulary: lines, numbers } of golden.cases) {
      const { encode } = wordPieces(`${lines.join('\n')}\n`, settings)
      expect(golden.texts.map((each) => encode(each, 24))).toEqual(numbers)
    }
  })

  it('need the marks of their family', () => {
    expect(() => wordPieces('[PAD]\n[UNK]\nred\n')).toThrow(/lacks \[CLS\], \[SEP\] among its 3 lines/)
    expect(wordPieces(vocabulary.replaceAll('\n', '\r\n')).encode('x', 9)).toEqual([2, 20, 3])
  })
})
