import type { Recommendation } from './api.ts'
import { h, mark, safeUrl } from './dom.ts'
import type { Language, Words } from './words.ts'

export interface CardActions {
  /** Where a product's page is. */
  link(item: string): string
  /** Where a product's picture is when the catalogue names none. */
  picture(item: string): string
  select(item: string, event: Event): void
  why(recommendation: Recommendation): void
}

/** One product: picture, name, price and the chip that opens its reason. */
export function card(recommendation: Recommendation, words: Words, language: Language, currency: string, actions: CardActions): HTMLLIElement {
  const { item, product, explanation } = recommendation
  const title = product?.title ?? item
  const brand = product?.brand
  // The brand stands above the title; said twice, it would push out what tells products apart.
  const rest = brand !== undefined && title.startsWith(`${brand} `) ? title.slice(brand.length + 1) : title
  const price =
    product?.price === undefined
      ? undefined
      : new Intl.NumberFormat(language, { style: 'currency', currency: product.currency ?? currency }).format(product.price)
  const image = h('img', {
    alt: '',
    loading: 'lazy',
    decoding: 'async',
    part: 'image',
    width: '240',
    height: '240',
    src: safeUrl(product?.image ?? '') || actions.picture(item),
  })
  const chip = explanation?.chip?.[language]
  return h(
    'li',
    { part: 'card', 'data-item': item },
    h(
      'a',
      { class: 'to', part: 'link', href: safeUrl(actions.link(item)) || '#', click: (event) => actions.select(item, event) },
      image,
      h(
        'span',
        { class: 'info' },
        brand === undefined ? undefined : h('span', { class: 'brand', part: 'brand' }, `${brand} `),
        h('span', { class: 'title', part: 'title' }, rest),
        price === undefined ? undefined : h('span', { class: 'price', part: 'price' }, price),
      ),
    ),
    explanation === undefined
      ? undefined
      : h(
          'button',
          {
            class: 'chip',
            part: 'chip',
            type: 'button',
            'aria-haspopup': 'dialog',
            'aria-label': `${words.why(title)} ${chip ?? ''}`,
            click: () => actions.why(recommendation),
          },
          mark(),
          h('span', {}, chip ?? words.because),
        ),
  )
}
