export type Language = 'en' | 'zh'

const segmenters: Partial<Record<Language, Intl.Segmenter>> = {}
const stops = new Set(['a', 'an', 'and', 'by', 'for', 'from', 'in', 'of', 'on', 'or', 'the', 'to', 'with', '&', '+', '-', '/', '的', '和', '与', '及'])
/** Control characters, line and paragraph separators, and the marks that turn the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const unprintable = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu
/** Cuts of one title, by the number of words, and its words, once asked for. */
export interface Cuts {
  readonly title: string
  readonly isUnspaced: boolean
  readonly en: string[]
  readonly zh: string[]
  readonly pieces: Partial<Record<Language, readonly string[]>>
}

/** Titles cut before: the same few thousand stand on most lists, and segmenting a title costs more than all the rest of a sentence. */
const cuts = new Map<string, Cuts>()
const mostCuts = 20_000
const counts = new Map<string, number>()
/** Scripts that only a segmenter can cut; it is slow, and most titles have none of them. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const space = /\s/u
const letter = /[\p{L}\p{N}]/u
/** Punctuation, symbols and white space. */
const silent = /[\p{P}\p{S}\s]/u
/** Longest word left whole, in characters. */
const longestWord = 24

/** Words of a text: between spaces in English (what has no letter or digit is no word), by segmentation in Chinese. */
export function countWords(text: string, language: Language): number {
  if (language === 'zh' && unspaced.test(text)) return countSegmented(text)
  let count = 0
  let isWord = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isMark(code)) continue
    if (code === 32 || (code > 127 ? space.test(text[at]!) : code >= 9 && code <= 13)) isWord = false
    else if (!isWord && (code > 127 ? letter.test(String.fromCodePoint(text.codePointAt(at)!)) : isPlain(code))) {
      isWord = true
      count++
    }
  }
  return count
}

/** Dashes, quotation marks and dots of general punctuation: neither letters nor spaces. */
function isMark(code: number): boolean {
  return code >= 0x2010 && code <= 0x2027
}

/** A letter or digit of ASCII. */
function isPlain(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57)
}

/** Words by segmentation, piece by piece between the marks where a word always ends. */
function countSegmented(text: string): number {
  let count = 0
  let from = 0
  let hasDigit = false
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : fullStop
    if (code >= 48 && code <= 57) hasDigit = true
    if (code < 128 || !isBoundary(code)) continue
    if (at > from) count += countSegments(text.slice(from, at), hasDigit)
    from = at + 1
    hasDigit = false
  }
  return count
}

const fullStop = 0x3002

/** “ ” \uff0c 。 \uff08 \uff09 \uff1a 、 */
function isBoundary(code: number): boolean {
  return code === 0x201c || code === 0x201d || code === 0xff0c || code === fullStop || code === 0xff08 || code === 0xff09 || code === 0xff1a || code === 0x3001
}

/** Counts of pieces, by the piece with every number written 1: titles and the phrases around them come again and again. */
function countSegments(piece: string, hasDigit: boolean): number {
  const key = hasDigit ? piece.replace(/[0-9]+/gu, '1') : piece
  const known = counts.get(key)
  if (known !== undefined) return known
  if (counts.size >= mostCuts) counts.clear()
  const count = segmentsOf(key).filter((segment) => segment.isWordLike).length
  counts.set(key, count)
  return count
}

/** By how many words a text is over the limit, 0 where it is not; the segmenter, which is slow, is only asked where counting letters does not settle it. */
export function wordsOver(text: string, most: number, language: Language): number {
  if (language === 'zh' && hasFewLetters(text, most)) return 0
  return Math.max(0, countWords(text, language) - most)
}

/** Whether a text has at most so many words because a word holds at least one letter that stands for itself, or one run of Latin letters and digits. */
function hasFewLetters(text: string, most: number): boolean {
  let count = 0
  let isRun = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isPlain(code)) {
      if (isRun) continue
      isRun = true
    } else {
      isRun = false
      if (code < 128 ? !isControl(code) : !isIdeograph(code) && silent.test(String.fromCodePoint(text.codePointAt(at)!))) continue
    }
    if (++count > most) return false
  }
  return true
}

/** Control characters of ASCII but for white space. */
function isControl(code: number): boolean {
  return code < 9 || (code > 13 && code < 32) || code === 127
}

function isIdeograph(code: number): boolean {
  return code >= 0x4e00 && code <= 0x9fff
}

/**
 * A title of at most `words` words: without control characters, brackets and what follows the first comma or dash where enough is left before it, never ending in a
 * joining word; "…" where something was cut. Empty where nothing readable is left.
 */
export function shorten(title: string, words: number, language: Language): string {
  return cutTo(cutsOf(title), words, language)
}

/** As `shorten`, of a title that was looked up before. */
export function cutTo(cuts: Cuts, words: number, language: Language): string {
  const own = cuts.isUnspaced ? language : 'en'
  cuts[own][words] ??= cutTitle(cuts.title, words, own)
  return cuts[own][words]
}

export function cutsOf(title: string): Cuts {
  let known = cuts.get(title)
  if (known === undefined) {
    if (cuts.size >= mostCuts) cuts.clear()
    known = { title, isUnspaced: unspaced.test(title), en: [], zh: [], pieces: {} }
    cuts.set(title, known)
  }
  return known
}

function cutTitle(title: string, words: number, language: Language): string {
  const whole = title.replace(unprintable, ' ').replace(/\s+/gu, ' ').trim()
  if (countWords(whole, language) <= words && !hasLongWord(whole)) return strip(whole)
  const plain = whole
    .replace(/\([^()]*\)|\[[^[\]]*\]|【[^【】]*】|\uff08[^\uff08\uff09]*\uff09/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
  const head = plain.split(/\s*[,;:|\uff0c\uff1b\uff1a、]\s*|\s+[-–—]+\s+/u)[0] ?? ''
  const start = countWords(head, language) >= 2 ? head : plain === '' ? whole : plain
  const cut = language === 'zh' ? firstSegments(start, words) : firstWords(start, words)
  if (cut === '') return ''
  return cut.length < strip(start).length ? `${cut}…` : cut
}

/**
 * The titles so cut that no two read the same, each at most `words` words: where the plain cuts do, the words in which the titles differ stand after the dots. Undefined where two titles
 * cannot be told apart.
 */
export function tellApart(titles: readonly string[], words: number, language: Language): string[] | undefined {
  const plain = titles.map((title) => shorten(title, words, language))
  const apart = plain.map((cut, i) => {
    const twins = titles.filter((_, j) => j !== i && plain[j] === cut)
    if (twins.length === 0) return cut
    const own = piecesOf(titles[i]!, language)
    const shared = Math.min(...twins.map((twin) => sharedStart(own, piecesOf(twin, language))))
    const tail = own.slice(shared, shared + Math.max(1, Math.ceil(words / 2)))
    const head = own.slice(0, Math.max(0, Math.min(words - tail.length, shared)))
    const space = language === 'zh' ? '' : ' '
    return tail.length === 0 ? cut : strip([...head, ...(head.length < shared ? ['…'] : []), ...tail].map(clip).join(space).replace(' …', '…'))
  })
  return new Set(apart).size === apart.length ? apart : undefined
}

/** The words of a title that its twins may share. */
function piecesOf(title: string, language: Language): readonly string[] {
  const known = cutsOf(title)
  known.pieces[language] ??= cutPieces(title, language)
  return known.pieces[language]
}

function cutPieces(title: string, language: Language): string[] {
  const whole = title.replace(unprintable, ' ').replace(/\s+/gu, ' ').trim()
  if (language !== 'zh') return whole.split(' ').filter((part) => /[\p{L}\p{N}]/u.test(part))
  return segmentsOf(whole).flatMap(({ segment, isWordLike }) => (isWordLike ? [segment] : []))
}

function sharedStart(a: readonly string[], b: readonly string[]): number {
  let shared = 0
  while (shared < a.length && a[shared] === b[shared]) shared++
  return shared
}

function firstWords(text: string, words: number): string {
  const kept: string[] = []
  let count = 0
  for (const part of text.split(' ')) {
    if (/[\p{L}\p{N}]/u.test(part)) count++
    if (count > words) break
    kept.push(part)
  }
  while (kept.length > 1 && stops.has(kept[kept.length - 1]!.toLowerCase())) kept.pop()
  return strip(kept.map(clip).join(' '))
}

function firstSegments(text: string, words: number): string {
  let kept = ''
  let count = 0
  for (const { segment, isWordLike } of segmentsOf(text)) {
    if (isWordLike && ++count > words) break
    kept += clip(segment)
  }
  return strip(kept)
}

function segmentsOf(text: string): Intl.SegmentData[] {
  segmenters.zh ??= new Intl.Segmenter('zh', { granularity: 'word' })
  return [...segmenters.zh.segment(text)]
}

function clip(word: string): string {
  const letters = [...word]
  return letters.length > longestWord ? `${letters.slice(0, longestWord).join('')}…` : word
}

function hasLongWord(text: string): boolean {
  return text.split(' ').some((word) => [...word].length > longestWord)
}

/** Without punctuation and quotes that would collide with the sentence's own. */
function strip(text: string): string {
  return text
    .replace(/["“”„«»「」『』]/gu, '')
    .replace(/^[\s\p{P}\p{S}]+|[\s,;:.·|/&+\-–—\uff0c\uff1b\uff1a。、!?\uff01\uff1f]+$/gu, '')
    .trim()
}
