import type { ExplanationAnswer, ReasonAnswer, Recommendation } from './api.ts'
import { h, safeUrl } from './dom.ts'
import type { Language, Words } from './words.ts'

export interface SheetActions {
  picture(item: string): string
  titleOf(item: string): string
  /** Absent where nothing can be removed: no proof, or nobody whose events could be. */
  removeAndSee?(): void
  notInterested?(): void
  /** Address of the page where people see what is known of them. */
  readonly myData?: string
}

const mostBars = 6

/** The dialog behind a chip: the sentence, the contributions as bars, the proof with its button. */
export function sheet(
  recommendation: Recommendation,
  explanation: ExplanationAnswer,
  words: Words,
  language: Language,
  actions: SheetActions,
): HTMLDialogElement {
  const title = recommendation.product?.title ?? recommendation.item
  const dialog = h('dialog', { part: 'dialog', 'aria-labelledby': 'candor-why' })
  const close = () => dialog.close()
  const then = (act: () => void) => () => {
    close()
    act()
  }
  dialog.append(
    h(
      'div',
      { class: 'sheet' },
      h(
        'div',
        { class: 'head' },
        h('img', { alt: '', src: safeUrl(recommendation.product?.image ?? '') || actions.picture(recommendation.item) }),
        h(
          'div',
          {},
          h('h3', { id: 'candor-why' }, words.why(title)),
          recommendation.product?.brand === undefined ? undefined : h('p', {}, recommendation.product.brand),
        ),
        h('button', { type: 'button', 'aria-label': words.close, click: close }, '✕'),
      ),
      h('p', { class: 'why', part: 'reason' }, explanation.text[language]),
      h('h4', {}, words.details),
      bars(explanation.reasons, words, actions),
      facts(explanation, language),
      proof(explanation, words, language, actions.removeAndSee && then(actions.removeAndSee)),
      h(
        'div',
        { class: 'row' },
        actions.notInterested && h('button', { type: 'button', class: 'not-interested', click: then(actions.notInterested) }, words.notInterested),
        actions.myData ? h('a', { class: 'my-data', href: actions.myData }, words.myData) : undefined,
      ),
    ),
  )
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) close()
  })
  dialog.addEventListener('close', () => dialog.remove())
  return dialog
}

/** Contributions as bars: what speaks for it is plain, what speaks against it is hatched and says so, so that colour is never alone. */
function bars(reasons: readonly ReasonAnswer[], words: Words, actions: SheetActions): HTMLElement {
  const shown = [...reasons]
    .filter((reason) => reason.amount !== 0)
    .sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount))
    .slice(0, mostBars)
  const widest = Math.max(...shown.map((reason) => Math.abs(reason.amount)), 1e-12)
  return h(
    'dl',
    { class: 'bars', 'aria-label': words.details },
    ...shown.map((reason) => {
      const name = reason.kind === 'history' ? (reason.name ?? actions.titleOf(reason.item ?? '')) : (words.kinds[reason.kind] ?? reason.name ?? reason.kind)
      const fill = h('b', {})
      fill.style.width = `${(100 * Math.abs(reason.amount)) / widest}%`
      const bar = h('i', { 'aria-hidden': 'true' }, fill)
      return h(
        'div',
        { class: reason.amount < 0 ? 'minus' : 'plus', part: 'bar' },
        h('dt', {}, name),
        h('dd', {}, `${reason.amount < 0 ? `${words.against} · ` : ''}${words.shareOfReason(reason.share)}`),
        h('dd', { class: 'bar' }, bar),
      )
    }),
  )
}

/** What ties the past to the product: checked facts, one a sentence. */
function facts({ links }: ExplanationAnswer, language: Language): HTMLElement | undefined {
  if (links === undefined || links.length === 0) return undefined
  return h('ul', { class: 'facts', part: 'facts' }, ...links.slice(0, 2).map((link) => h('li', {}, link[language])))
}

function proof(explanation: ExplanationAnswer, words: Words, language: Language, removeAndSee: (() => void) | undefined): HTMLElement {
  if (explanation.proof === undefined) return h('div', { class: 'proof', part: 'proof' }, h('span', {}, words.unproved))
  return h(
    'div',
    { class: 'proof', part: 'proof' },
    h('span', { class: 'proof-text' }, explanation.proofText?.[language] ?? ''),
    explanation.insteadText && h('span', { class: 'instead' }, explanation.insteadText[language]),
    h('small', {}, `✓ ${words.proved}`),
    removeAndSee && h('div', { class: 'row' }, h('button', { type: 'button', class: 'strong remove-and-see', click: removeAndSee }, words.removeAndSee)),
  )
}
