import { sortFew } from '../math/sort-few.ts'
import type { Vocabulary } from './content-index.ts'
import { stepsIn } from './content-rows.ts'
import { type TermKind, termKinds } from './content-terms.ts'
import type { Link } from './model.ts'

/** Terms of two products, and what each adds to the cosine, of which the first `count` count: the place is made once and filled for every pair. */
export interface Shared {
  readonly terms: number[]
  readonly amounts: number[]
  count: number
}

/** Most words in common that one link names. */
const mostWords = 3

/** What two products share as facts to be told, strongest first; of a category path only the deepest step, and of the words at most three that no other fact already says. `wordsIn` are the keys of the words of a name. */
export function linksFrom(
  { terms, amounts, count }: Shared,
  { kinds, texts, keys }: Vocabulary,
  wordsIn: (name: string) => readonly string[],
): readonly Link[] {
  const links: Link[] = []
  /** Where the words stand among what is shared. */
  const words: number[] = []
  const said: (readonly string[])[] = []
  let deepest = -1
  let depth = 0
  let path = 0
  for (let at = 0; at < count; at++) {
    const term = terms[at]!
    const amount = amounts[at]!
    const kind = termKinds[kinds[term]] as TermKind
    if (kind === 'words') {
      words.push(at)
      continue
    }
    said.push(wordsIn(texts[term]!))
    if (kind === 'category') {
      const own = stepsIn(keys[term]!)
      path += amount
      if (deepest < 0 || own >= depth) {
        deepest = term
        depth = own
      }
    } else links.push({ kind, name: texts[term]!, amount })
  }
  if (deepest >= 0) links.push({ kind: 'category', name: texts[deepest]!, amount: path })
  const names: string[] = []
  let sum = 0
  for (const at of sortFew(words, (x, y) => amounts[y]! - amounts[x]!)) {
    if (names.length === mostWords) break
    const term = terms[at]!
    if (said.some((keysOfName) => keysOfName.includes(keys[term]!))) continue
    names.push(texts[term]!)
    sum += amounts[at]!
  }
  if (names.length > 0) links.push({ kind: 'words', name: names.join(', '), amount: sum })
  return sortFew(links, (x, y) => y.amount - x.amount)
}
