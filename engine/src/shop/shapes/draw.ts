/** The product's colour in four strengths. */
export interface Inks {
  readonly fill: string
  readonly dark: string
  readonly light: string
  readonly pale: string
}

/** Pictograms by name, each on a field of 200 × 200 and standing on y = 168. */
export type Shapes = Readonly<Record<string, (ink: Inks) => string>>

export function box(x: number, y: number, width: number, height: number, fill: string, radius = 0, opacity = '1', stroke = ''): string {
  const round = radius > 0 ? ` rx="${radius}"` : ''
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}"${round} fill="${fill}"${opacity === '1' ? '' : ` opacity="${opacity}"`}${stroke === '' ? '' : ` stroke="${stroke}" stroke-width="5"`}/>`
}

export function circle(x: number, y: number, radius: number, fill: string, stroke = '', width = 0): string {
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}"${stroke === '' ? '' : ` stroke="${stroke}" stroke-width="${width}"`}/>`
}

export function ellipse(x: number, y: number, rx: number, ry: number, fill: string): string {
  return `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${fill}"/>`
}

export function path(d: string, fill: string, stroke = '', width = 0): string {
  return `<path d="${d}" fill="${fill}"${stroke === '' ? '' : ` stroke="${stroke}" stroke-width="${width}"`}/>`
}

export function line(d: string, stroke: string, width: number): string {
  return path(d, 'none', stroke, width)
}

/** A grid of square keys. */
export function dots(x: number, y: number, columns: number, rows: number, dx: number, dy: number, fill: string, size: number): string {
  const d = Array.from(
    { length: columns * rows },
    (_, at) => `M${x + (at % columns) * dx} ${y + Math.floor(at / columns) * dy}h${size}v${size}h-${size}z`,
  ).join('')
  return path(d, fill)
}
