import { describe, expect, it } from 'vitest'
import { intlSegmenter, segmenterOf, wordsOf } from '../../src/models/words.ts'

const terms = (text: string): string[] => wordsOf(text).map((word) => word.term)

describe('words', () => {
  it('folds case, accents, compatibility forms, apostrophes and plurals', () => {
    expect(terms('L’Oréal Brushes, ＢＥＲＲＩＥＳ & Men’s glosses 0.5-Ounce')).toEqual(['loreal', 'brush', 'berry', 'men', 'gloss', '0.5', 'ounce'])
  })

  it('keeps words that only look like plurals, and the surface form for people', () => {
    expect(terms('gloss bus us is')).toEqual(['gloss', 'bus', 'us'])
    expect(wordsOf('OPI Lacquers')).toEqual([
      { term: 'opi', text: 'OPI' },
      { term: 'lacquer', text: 'Lacquers' },
    ])
  })

  it('cuts Chinese into words and joins what the dictionary leaves single', () => {
    expect(terms('保湿面霜')).toEqual(['保湿', '面霜'])
    expect(terms('护手霜')).toEqual(['护手', '手霜', '护手霜'])
    expect(terms('OPI指甲油 15ml')).toEqual(expect.arrayContaining(['opi', '指甲', '15ml']))
  })

  it('agrees with jieba that 面霜 is a word of 保湿面霜', () => {
    expect(wordsOf('保湿面霜', segmenterOf('jieba')).map((word) => word.term)).toEqual(['保湿', '面霜'])
    expect(segmenterOf('intl')).toBe(intlSegmenter)
  })

  it('leaves Korean and Cyrillic in their words, and survives anything', () => {
    expect(terms('수분 크림 Крем для рук')).toEqual(['수분', '크림', 'крем', 'для', 'рук'])
    expect(terms('\u0000 \ud800 🙂 \u202e …')).toEqual([])
    expect(terms('x '.repeat(100_000)).length).toBe(10_000)
  })
})
