import { h } from './dom.ts'

/** Two arrows that scroll a row, the first back, the second forth: for the pointer. By keyboard the row itself scrolls, so they are no stops of the tab key. */
export function scroller(scroll: (direction: number) => void): HTMLElement {
  const arrow = (direction: number, sign: string) =>
    h('button', { type: 'button', tabindex: '-1', 'aria-hidden': 'true', click: () => scroll(direction) }, sign)
  return h('div', { class: 'scroller', hidden: true }, arrow(-1, '‹'), arrow(1, '›'))
}
