import type { LinkFact } from './facts.ts'
import type { Language } from './titles.ts'

/** Fewest words in common that say anything. */
const fewestWords = 2
/** Words that say how much of it there is, not what it is. */
const measures = new Set(
  'ounce ounces oz fluid fl pack packs piece pieces pcs set sets count size inch inches new and for with the of ml gram grams kg lb lbs pa spf'.split(' '),
)
const letters: Readonly<Record<Language, RegExp>> = { en: /\p{Script=Latin}{3}/u, zh: /[\u3040-\u9fff]{2}/u }

/** What of a link a sentence of this language can say: of words in common those of its own script that name something, if there are at least two. */
export function readable(link: LinkFact, language: Language): LinkFact | undefined {
  if (link.link !== 'words') return link
  const words = link.name.split(', ').filter((word) => letters[language].test(word) && !measures.has(word.toLowerCase()))
  return words.length < fewestWords ? undefined : { ...link, name: words.join(', ') }
}
