type Child = Node | string | undefined

/** An element with attributes and children. Text is always set as text, never as markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | boolean | ((event: Event) => void) | undefined>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else if (value === true) element.setAttribute(name, '')
    else if (typeof value === 'string') element.setAttribute(name, value)
  }
  element.append(...children.filter((child) => child !== undefined))
  return element
}

/** The mark on reason chips. */
export function mark(): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  svg.setAttribute('viewBox', '0 0 16 16')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(space, 'path')
  path.setAttribute('fill', 'currentColor')
  path.setAttribute('d', 'M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm3.8 6-4.5 4.6a.8.8 0 0 1-1.1 0L4.2 8.6a.8.8 0 1 1 1.1-1.1l1.45 1.45L10.7 4.9A.8.8 0 0 1 11.8 6Z')
  svg.append(path)
  return svg
}

/** Only web addresses and local paths are followed; anything else in a catalogue is no link. */
export function safeUrl(address: string): string {
  return /^(https?:\/\/|\/(?!\/)|\.\/|data:image\/)/.test(address) ? address : ''
}
