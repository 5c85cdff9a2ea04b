import type { RecommendRequest } from '../../engine/src/service/contract.ts'
import { type Api, type ExplanationAnswer, openApi, type RecommendAnswer, type Recommendation, type Who } from './api.ts'
import { card } from './card.ts'
import { h, safeUrl } from './dom.ts'
import { scroller } from './scroller.ts'
import { sheet } from './sheet.ts'
import { style } from './style.ts'
import { type Language, languageOf, type Words, wordsOf } from './words.ts'

const watched = [
  'endpoint',
  'key',
  'user',
  'session',
  'history',
  'scene',
  'items',
  'query',
  'k',
  'locale',
  'profiling',
  'heading',
  'link',
  'my-data',
  'currency',
  'exclude',
  'category',
  'model',
] as const
type Attribute = (typeof watched)[number]

/**
 * `<candor-recommendations>`: a row of recommendations, each with its checked reason.
 * Attributes: endpoint, key, user or session or history (ids with commas), scene, items (ids on the page), query, k, locale, profiling ("off" switches it off), heading,
 * link (address with {id}), my-data (address of the page where people see what is known of them), currency, exclude, category, model, layout ("grid"), track (sends impressions and clicks).
 * Events: candor-loaded, candor-select (cancelable), candor-changed (a removal or a feedback), candor-failed.
 */
export class CandorRecommendations extends HTMLElement {
  static readonly observedAttributes: readonly string[] = watched
  readonly #root = this.attachShadow({ mode: 'open' })
  readonly #body = h('div', { part: 'body' })
  readonly #live = h('div', { class: 'sr', role: 'status', 'aria-live': 'polite' })
  readonly #heading = h('h2', { part: 'heading' })
  readonly #scroller = scroller((direction) => this.#scroll(direction))
  readonly #resized = new ResizeObserver(() => this.#measure())
  #answer: RecommendAnswer | undefined
  #running: AbortController | undefined
  #scheduled = false

  connectedCallback(): void {
    if (this.#root.childNodes.length === 0)
      this.#root.append(h('style', {}, style), h('div', { class: 'top' }, this.#heading, this.#scroller), this.#body, this.#live)
    this.#resized.observe(this)
    this.#schedule()
  }

  disconnectedCallback(): void {
    this.#running?.abort()
    this.#resized.disconnect()
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== after) this.#schedule()
  }

  /** Asks again. Resolves when the new list stands. */
  refresh(): Promise<void> {
    return this.#ask(true)
  }

  /** `marks`: what was not there before stands out for a while. */
  async #ask(marks: boolean): Promise<void> {
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    if (this.#answer === undefined) this.#skeleton()
    try {
      const answer = await this.#api.recommend({ ...this.#request, explain: true }, running.signal)
      if (running.signal.aborted) return
      const before = new Set(marks ? this.#answer?.recommendations.map(({ item }) => item) : [])
      this.#answer = answer
      this.#show(answer, before)
      this.#tell('candor-loaded', { answer })
      if (this.hasAttribute('track')) this.#track('view_item_list', undefined)
    } catch (error) {
      if (!running.signal.aborted) this.#fail(error)
    }
  }

  get #words(): Words {
    return wordsOf(this.#get('locale') || document.documentElement.lang || 'en')
  }

  get #language(): Language {
    return languageOf(this.#get('locale') || document.documentElement.lang || 'en')
  }

  get #api(): Api {
    return openApi(this.#get('endpoint'), this.#get('key'))
  }

  get #who(): Who {
    const user = this.#get('user')
    const session = this.#get('session')
    return user ? { user } : session ? { session } : {}
  }

  get #request(): RecommendRequest {
    const ids = (name: Attribute) =>
      this.#get(name)
        .split(',')
        .filter((id) => id !== '')
    const history = this.#get('history')
    const query = this.#get('query')
    const category = this.#get('category')
    const model = this.#get('model')
    return {
      ...(history ? { history: ids('history') } : this.#who),
      scene: (this.#get('scene') || 'home') as NonNullable<RecommendRequest['scene']>,
      k: Number(this.#get('k')) || 8,
      locale: this.#language,
      ...(this.#get('items') ? { items: ids('items') } : {}),
      ...(this.#get('exclude') ? { exclude: ids('exclude') } : {}),
      ...(query ? { query } : {}),
      ...(category ? { filters: { category } } : {}),
      ...(model ? { model } : {}),
      ...(this.#get('profiling') === 'off' ? { profiling: false } : {}),
    }
  }

  #get(name: Attribute): string {
    return this.getAttribute(name) ?? ''
  }

  /** Several attributes set in one go make one request. */
  #schedule(): void {
    if (!this.isConnected || this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(() => {
      this.#scheduled = false
      this.#heading.textContent = this.#get('heading')
      this.#heading.hidden = this.#get('heading') === ''
      for (const [button, words] of [...this.#scroller.children].map((child, index) => [child, index === 0 ? this.#words.back : this.#words.forth] as const))
        button.setAttribute('title', words)
      void this.#ask(false)
    })
  }

  #picture = (item: string): string => new URL(`/pictures/${encodeURIComponent(item)}.svg`, new URL(this.#get('endpoint') || '/', location.href)).href

  #show(answer: RecommendAnswer, before: ReadonlySet<string>): void {
    const words = this.#words
    if (answer.recommendations.length === 0) {
      this.#body.replaceChildren(h('div', { class: 'state', part: 'empty' }, words.empty))
      return
    }
    const cards = answer.recommendations.map((recommendation) => {
      const made = card(recommendation, words, this.#language, this.#get('currency') || 'EUR', {
        link: (item) => (this.#get('link') || '#{id}').replace('{id}', encodeURIComponent(item)),
        picture: this.#picture,
        select: (item, event) => this.#select(item, event),
        why: () => this.#why(recommendation),
      })
      if (before.size > 0 && !before.has(recommendation.item)) made.classList.add('fresh')
      return made
    })
    const list = h(
      'ul',
      { part: 'list', class: 'list', tabindex: '0', 'aria-label': this.#get('heading') || words.list, scroll: () => this.#measure() },
      ...cards,
    )
    this.#body.replaceChildren(list)
    this.#measure()
  }

  #scroll(direction: number): void {
    const list = this.#body.querySelector('.list')
    list?.scrollBy({ left: direction * list.clientWidth * 0.9, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' })
  }

  /** The arrows are there where there is something to scroll to. */
  #measure(): void {
    const list = this.#body.querySelector('.list')
    const [back, forth] = this.#scroller.children as unknown as readonly [HTMLButtonElement, HTMLButtonElement]
    const room = list === null ? 0 : list.scrollWidth - list.clientWidth
    this.#scroller.hidden = room < 4
    back.disabled = (list?.scrollLeft ?? 0) < 4
    forth.disabled = (list?.scrollLeft ?? 0) > room - 4
  }

  #skeleton(): void {
    const bones = Array.from({ length: Math.min(6, this.#request.k ?? 6) }, () => h('li', { class: 'bone' }))
    this.#body.replaceChildren(h('ul', { 'aria-busy': 'true', 'aria-label': this.#words.loading }, ...bones))
  }

  #fail(error: unknown): void {
    const words = this.#words
    this.#answer = undefined
    const detail = error instanceof Error ? error.message : ''
    this.#body.replaceChildren(
      h(
        'div',
        { class: 'state', role: 'alert', part: 'error' },
        h('span', {}, `${words.failed} ${detail}`),
        h('button', { type: 'button', click: () => void this.refresh() }, words.retry),
      ),
    )
    this.#tell('candor-failed', { message: detail })
  }

  #select(item: string, event: Event): void {
    if (this.hasAttribute('track')) this.#track('select_item', item)
    if (!this.#tell('candor-select', { item })) event.preventDefault()
  }

  #why(recommendation: Recommendation): void {
    const { explanation } = recommendation
    if (explanation === undefined) return
    const known = Object.keys(this.#who).length > 0
    const removable = explanation.proof !== undefined && (known || this.#get('history') !== '')
    const dialog = sheet(recommendation, explanation, this.#words, this.#language, {
      picture: this.#picture,
      titleOf: (item) => this.#answer?.recommendations.find((other) => other.item === item)?.product?.title ?? item,
      myData: safeUrl(this.#get('my-data')),
      ...(removable ? { removeAndSee: () => void this.#removeAndSee(recommendation, explanation) } : {}),
      ...(known ? { notInterested: () => void this.#notInterested(recommendation) } : {}),
    })
    this.#root.append(dialog)
    dialog.showModal()
  }

  /** Takes the proof's purchases away for real, shows that the product leaves, and offers to put them back. */
  async #removeAndSee(recommendation: Recommendation, explanation: ExplanationAnswer): Promise<void> {
    const { proof } = explanation
    if (proof === undefined) return
    const title = recommendation.product?.title ?? recommendation.item
    const { left, stayed } = this.#words
    // Said from the list that came, not from what the proof foretold: something may have happened in between.
    const said = () => {
      const still = this.#answer?.recommendations.find(({ item }) => item === recommendation.item)
      return still === undefined ? left(title) : stayed(title, still.rank)
    }
    const events = explanation.reasons
      .filter((reason) => reason.item !== undefined && proof.without.includes(reason.item))
      .flatMap((reason) => reason.events ?? [])
    if (this.#get('history') !== '') {
      const before = this.#get('history')
      await this.#leave(recommendation.item)
      this.setAttribute(
        'history',
        before
          .split(',')
          .filter((id) => !proof.without.includes(id))
          .join(','),
      )
      await this.refresh()
      this.#note(said(), () => this.setAttribute('history', before))
      return
    }
    try {
      const removed = await this.#api.remove(this.#who, events)
      await this.#leave(recommendation.item)
      await this.refresh()
      this.#note(said(), async () => {
        await this.#api.restore(removed)
        await this.refresh()
        this.#tell('candor-changed', { kind: 'restored' })
      })
      this.#tell('candor-changed', { kind: 'removed', item: recommendation.item, without: proof.without })
    } catch (error) {
      this.#fail(error)
    }
  }

  async #notInterested(recommendation: Recommendation): Promise<void> {
    try {
      await this.#api.notInterested(this.#who, recommendation.item)
      await this.#leave(recommendation.item)
      await this.refresh()
      this.#note(this.#words.hidden(recommendation.product?.title ?? recommendation.item), async () => {
        await this.#api.clear(this.#who, recommendation.item)
        await this.refresh()
        this.#tell('candor-changed', { kind: 'restored' })
      })
      this.#tell('candor-changed', { kind: 'not_interested', item: recommendation.item })
    } catch (error) {
      this.#fail(error)
    }
  }

  /** The card goes visibly before the new list stands. */
  async #leave(item: string): Promise<void> {
    this.#body.querySelector(`li[data-item="${CSS.escape(item)}"]`)?.classList.add('leaving')
    await new Promise((resolve) => setTimeout(resolve, 260))
  }

  #note(text: string, undo: () => void | Promise<void>): void {
    this.#root.querySelector('.note')?.remove()
    const back = async () => {
      note.remove()
      try {
        await undo()
        this.#body.querySelector<HTMLElement>('.list')?.focus()
      } catch (error) {
        this.#fail(error)
      }
    }
    const button = h('button', { type: 'button', class: 'undo', click: () => void back() }, this.#words.undo)
    const note: HTMLElement = h('div', { class: 'note', part: 'note' }, h('span', {}, text), button)
    this.#body.after(note)
    this.#live.textContent = text
    // The card that had the focus is gone; the next thing to do is here.
    button.focus()
  }

  #track(event: string, item: string | undefined): void {
    if (Object.keys(this.#who).length === 0 || this.#answer === undefined) return
    const sent = {
      id: crypto.randomUUID(),
      event,
      ...this.#who,
      ...(item === undefined ? {} : { item }),
      at: Date.now(),
      context: { request: this.#answer.request },
    }
    this.#api.send([sent]).catch(() => undefined) // counting must never disturb the page
  }

  /** False when a listener prevented what would follow. */
  #tell(name: string, detail: object): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }))
  }
}

if (!customElements.get('candor-recommendations')) customElements.define('candor-recommendations', CandorRecommendations)
