/** Cuts texts into the numbered word pieces that an encoder of the BERT family reads. */
export interface WordPieces {
  /** Fills up a shorter text. */
  readonly pad: number
  /** The pieces of a text between the marks of its beginning and end, at most `most` in all. */
  encode(text: string, most: number): number[]
}

export interface WordPieceSettings {
  /** Whether letters lose their case, and accents with it unless `accents` says otherwise. */
  readonly lowercase?: boolean
  readonly accents?: boolean
  /** Whether each Chinese character is a word of its own. */
  readonly chinese?: boolean
}

/** A longer word is unknown as a whole, as in the reference code. */
const longestWord = 100
/** The reference code's own ranges, compatibility ideographs among them and the mark of iteration not. */
const ideograph = /[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\u{20000}-\u{2A6DF}\u{2A700}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu
const marks = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'] as const

/**
 * The word pieces of a `vocab.txt`, one a line, counted from 0: words and punctuation are told apart, then of each word the longest piece that is known is taken, again and again; what
 * goes on a word begins with ##. A word with an unknown part is unknown as a whole (Devlin et al. 2019, arXiv:1810.04805; the normalisation of Hugging Face's fast tokenizers).
 * A text that spells a mark, such as [SEP], is read as text.
 * @throws RangeError naming the marks that the vocabulary lacks
 */
export function wordPieces(vocabulary: string, { lowercase = true, accents = !lowercase, chinese = true }: WordPieceSettings = {}): WordPieces {
  const numbers = new Map(
    vocabulary
      .replace(/\r?\n$/, '')
      .split(/\r?\n/)
      .map((piece, number) => [piece, number]),
  )
  const missing = marks.filter((mark) => !numbers.has(mark))
  if (missing.length > 0) throw new RangeError(`lacks ${missing.join(', ')} among its ${numbers.size} lines`)
  const [pad, unknown, first, last] = marks.map((mark) => numbers.get(mark)!) as [number, number, number, number]

  const piecesOf = (word: string): number[] => {
    const letters = Array.from(word)
    if (letters.length > longestWord) return [unknown]
    const found: number[] = []
    for (let from = 0; from < letters.length; ) {
      let to = letters.length
      let number: number | undefined
      for (; to > from; to--) {
        number = numbers.get((from > 0 ? '##' : '') + letters.slice(from, to).join(''))
        if (number !== undefined) break
      }
      if (number === undefined) return [unknown]
      found.push(number)
      from = to
    }
    return found
  }

  const plain = (text: string): string => {
    let out = text.replace(/[\t\n\r\p{Z}]/gu, ' ').replace(/[\p{C}\uFFFD]/gu, '')
    if (chinese) out = out.replace(ideograph, ' $& ')
    if (!accents) out = out.normalize('NFD').replace(/\p{Mn}/gu, '')
    // Letter by letter: a whole text would give its last sigmas a form of their own.
    return lowercase ? Array.from(out, (letter) => letter.toLowerCase()).join('') : out
  }

  return {
    pad,
    encode(text, most) {
      const pieces: number[] = [first]
      for (const [word] of plain(text).matchAll(/[\p{P}$+<=>^`|~]|[^\p{P}$+<=>^`|~ ]+/gu)) {
        pieces.push(...piecesOf(word))
        if (pieces.length >= most) break
      }
      return [...pieces.slice(0, most - 1), last]
    },
  }
}
