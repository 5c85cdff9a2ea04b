import { createRequire } from 'node:module'
import { CandorError } from '../errors.ts'

/** One word of a text: `term` is the form that is compared, `text` the form that stood there. */
export interface Word {
  readonly term: string
  readonly text: string
}

/** How scripts without spaces are cut: `intl` is `Intl.Segmenter`, inside Node; `jieba` is the optional package `@node-rs/jieba`. */
export type SegmenterName = 'intl' | 'jieba'

/** Cuts a run of Chinese, Japanese, Thai … into words, in order. */
export type Segmenter = (run: string) => string[]

/** Longest text that is read, in UTF-16 units: a hostile description must not cost seconds. */
const longestText = 20_000

/** Scripts whose words are not parted by spaces. */
const unspaced = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}'
const runs = new RegExp(
  `(?<unspaced>[${unspaced}]+)|\\p{N}+(?:[.,]\\p{N}+)+|(?:(?![${unspaced}])[\\p{L}\\p{N}\\p{M}])+(?:['’](?:(?![${unspaced}])[\\p{L}\\p{N}])+)*`,
  'gu',
)
const han = /^\p{Script=Han}$/u

const stopWords = new Set(
  'a an and are as at be by for from in into is it its of on or our that the this to with you your 的 了 和 与 及 是 在 也 就 都 而 或 等 之'.split(' '),
)

/**
 * The words of a text in order, repeats kept, stop words dropped. Latin and other spaced scripts: compatibility forms and accents folded, lower case,
 * plural endings taken off by the S-stemmer (Harman 1991, "How effective is suffixing?", JASIS 42). Scripts without spaces: cut by `segment`.
 */
export function wordsOf(text: string, segment: Segmenter = intlSegmenter): Word[] {
  const words: Word[] = []
  const plain = text.length > longestText ? text.slice(0, longestText) : text
  for (const match of plain.normalize('NFKC').matchAll(runs)) {
    if (match.groups?.unspaced !== undefined) {
      for (const piece of segment(match[0])) if (!stopWords.has(piece)) words.push({ term: piece, text: piece })
    } else {
      const term = stem(fold(match[0]))
      if (term !== '' && !stopWords.has(term)) words.push({ term, text: match[0] })
    }
  }
  return words
}

/** `Intl.Segmenter` for Chinese. Characters that its dictionary leaves alone are joined in pairs, so that words it lacks (保湿, 护手霜) are still words. */
export const intlSegmenter: Segmenter = (run) => {
  chinese ??= new Intl.Segmenter('zh', { granularity: 'word' })
  const pieces: string[] = []
  let single: string[] = []
  const close = (): void => {
    if (single.length === 1) pieces.push(single[0]!)
    for (let i = 0; i + 1 < single.length; i++) pieces.push(`${single[i]}${single[i + 1]}`)
    if (single.length === 3 || single.length === 4) pieces.push(single.join(''))
    single = []
  }
  for (const { segment } of chinese.segment(run)) {
    if (han.test(segment) && !stopWords.has(segment)) single.push(segment)
    else {
      close()
      pieces.push(segment)
    }
  }
  close()
  return pieces
}

/** The segmenter of that name. Throws `params.invalid` when `jieba` is asked for and its package is not installed. */
export function segmenterOf(name: SegmenterName): Segmenter {
  if (name === 'intl') return intlSegmenter
  jieba ??= loadJieba()
  if (jieba === undefined) {
    throw new CandorError('params.invalid', 'The segmenter "jieba" needs the package @node-rs/jieba: run "npm install @node-rs/jieba", or choose "intl".')
  }
  return jieba
}

/** Lower case without accents and apostrophes: "L’Oréal" → "loreal". */
function fold(word: string): string {
  return word
    .replace(/['’]s$/iu, '')
    .replace(/['’]/g, '')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFKC')
    .toLowerCase()
}

/** Harman's S-stemmer: the first rule whose ending fits decides. */
function stem(word: string): string {
  if (word.length < 4 || !word.endsWith('s')) return word
  if (/(?<![ea])ies$/.test(word)) return `${word.slice(0, -3)}y`
  if (/(?:ch|sh|ss|x|zz)es$/.test(word)) return word.slice(0, -2)
  if (/[^us]s$/.test(word)) return word.slice(0, -1)
  return word
}

let chinese: Intl.Segmenter | undefined
let jieba: Segmenter | undefined

function loadJieba(): Segmenter | undefined {
  const require = createRequire(import.meta.url)
  try {
    const { Jieba } = require('@node-rs/jieba') as { Jieba: { withDict(dict: Uint8Array): { cutForSearch(run: string, hmm: boolean): string[] } } }
    const { dict } = require('@node-rs/jieba/dict') as { dict: Uint8Array }
    const cutter = Jieba.withDict(dict)
    return (run) => cutter.cutForSearch(run, true)
  } catch {
    return undefined
  }
}

/** A file made with jieba still opens where the package is missing; only its search then cuts queries less finely. */
export function segmenterHere(name: SegmenterName): Segmenter {
  try {
    return segmenterOf(name)
  } catch {
    return intlSegmenter
  }
}
