import type { Dimension, Shape } from './tensor.ts'

/** The shape two shapes broadcast to, as in NumPy. A named size equals only itself. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1
    const right = b[axis - rank + b.length] ?? 1
    if (left !== right && left !== 1 && right !== 1) throw new RangeError(`Shapes [${a}] and [${b}] do not broadcast: ${left} against ${right}.`)
    return left === 1 ? right : left
  })
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis])
}

/** Number of values, undefined where a size is named. */
export function sizeOf(shape: Shape): number | undefined {
  const size = product(shape)
  return typeof size === 'number' ? size : undefined
}

/** The product of sizes: a number, or a name such as `100*blocks` made of what is known and the names. */
export function product(sizes: Shape): Dimension {
  let known = 1
  const names: string[] = []
  for (const size of sizes) {
    for (const factor of typeof size === 'number' ? [size] : size.split('*')) {
      if (Number.isInteger(Number(factor))) known *= Number(factor)
      else names.push(String(factor))
    }
  }
  if (names.length === 0) return known
  return [...(known === 1 ? [] : [String(known)]), ...names.sort()].join('*')
}

/** An axis counted from the front; −1 is the last. */
export function axisOf(shape: Shape, axis: number): number {
  const place = axis < 0 ? axis + shape.length : axis
  if (!(Number.isInteger(place) && place >= 0 && place < shape.length)) throw new RangeError(`Axis ${axis} does not exist in shape [${shape}].`)
  return place
}

/** Axes counted from the front, ascending; all of them by default. */
export function axesOf(shape: Shape, axes: number | readonly number[] | undefined): number[] {
  const list = axes === undefined ? [...shape.keys()] : typeof axes === 'number' ? [axes] : axes
  return list.map((axis) => axisOf(shape, axis)).sort((a, b) => a - b)
}
