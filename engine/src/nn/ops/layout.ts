import { axisOf, product, sameShape } from '../shape.ts'
import { type Operator, type Shape, type Tensor, tensor, type Writer } from '../tensor.ts'
import { add } from './arithmetic.ts'
import { sum } from './reduce.ts'

/** The same values in another shape. At most one size of `shape` may be a name that the shape of `x` does not have in the same place. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x
  if (product(x.shape) !== product(shape)) throw new RangeError(`A tensor of shape [${x.shape}] cannot be reshaped to [${shape}].`)
  const sizes = codes(x.shape, shape)
  const operator: Operator = {
    name: 'reshape',
    attributes: { sizes },
    emit: (write, [from]) => write.node('Reshape', [from!, write.constant('int64', [sizes.length], sizes)]),
    gradient: (_y, dy) => [reshape(dy, x.shape)],
  }
  return tensor(operator, [x], shape)
}

/** Sizes as ONNX's Reshape takes them: 0 copies the size of the same place, −1 is what remains. */
function codes(from: Shape, to: Shape): number[] {
  let open = 0
  const sizes = to.map((size, axis) => {
    if (typeof size === 'number') return size
    if (from[axis] === size) return 0
    open++
    return -1
  })
  if (open > 1) throw new RangeError(`Reshaping [${from}] to [${to}] leaves more than one size open; give all but one as numbers.`)
  return sizes
}

/** Axes in another order; the last two exchanged by default. */
export function transpose(x: Tensor, order?: readonly number[]): Tensor {
  const rank = x.shape.length
  const perm = order ?? [...Array(rank - 2).keys(), rank - 1, rank - 2]
  if (perm.length !== rank || new Set(perm).size !== rank) throw new RangeError(`[${perm}] does not order the axes of shape [${x.shape}].`)
  const back = perm.map((_, axis) => perm.indexOf(axis))
  const operator: Operator = {
    name: 'transpose',
    attributes: { perm },
    emit: (write, inputs) => write.node('Transpose', inputs, { perm }),
    gradient: (_y, dy) => [transpose(dy, back)],
  }
  return tensor(
    operator,
    [x],
    perm.map((axis) => x.shape[axis]!),
  )
}

/** Tensors one after the other along an axis. */
export function concat(parts: readonly Tensor[], along: number): Tensor {
  const first = parts[0]
  if (first === undefined) throw new RangeError('concat needs at least one tensor.')
  if (parts.length === 1) return first
  const axis = axisOf(first.shape, along)
  const sizes = parts.map((each) => each.shape[axis]!)
  if (!sizes.every((size) => typeof size === 'number')) throw new RangeError(`concat needs sizes known along axis ${axis}, got ${sizes}.`)
  const shape = first.shape.map((size, place) => (place === axis ? sizes.reduce((a, b) => a + b) : size))
  for (const each of parts) {
    if (!sameShape(each.shape.with(axis, 0), shape.with(axis, 0))) throw new RangeError(`[${each.shape}] does not join [${first.shape}] along axis ${axis}.`)
  }
  const operator: Operator = {
    name: 'concat',
    attributes: { axis },
    emit: (write, inputs) => write.node('Concat', inputs, { axis }),
    gradient(_y, dy) {
      let end = 0
      return sizes.map((size) => {
        end += size
        return slice(dy, axis, end - size, end)
      })
    },
  }
  return tensor(operator, parts, shape)
}

/** Places `from` to `to` (exclusive) along an axis. */
export function slice(x: Tensor, along: number, from: number, to: number): Tensor {
  const axis = axisOf(x.shape, along)
  const size = x.shape[axis]!
  if (!(from >= 0 && to > from && (typeof size === 'string' || to <= size))) {
    throw new RangeError(`Places ${from} to ${to} do not lie within axis ${axis} of shape [${x.shape}].`)
  }
  if (from === 0 && to === size) return x
  const operator: Operator = {
    name: 'slice',
    attributes: { axis, from, to },
    emit: (write, [whole]) => write.node('Slice', [whole!, ...[from, to, axis].map((value) => write.constant('int64', [1], [value]))]),
    gradient: (_y, dy) => [pad(dy, axis, from, size as number)],
  }
  return tensor(operator, [x], x.shape.with(axis, to - from))
}

/** `x` at place `from` of an axis of `size` places, zeros around it: the gradient of `slice`. */
function pad(x: Tensor, axis: number, from: number, size: number): Tensor {
  const to = from + (x.shape[axis] as number)
  const rank = x.shape.length
  const pads = Array<number>(2 * rank).fill(0)
  pads[axis] = from
  pads[rank + axis] = size - to
  const operator: Operator = {
    name: 'pad',
    attributes: { axis, from, size },
    emit: (write, [inner]) => write.node('Pad', [inner!, write.constant('int64', [2 * rank], pads)]),
    gradient: (_y, dy) => [slice(dy, axis, from, to)],
  }
  return tensor(operator, [x], x.shape.with(axis, size))
}

/** `x`, whose sizes are those of `like` or 1, repeated to the shape of `like`. */
export function expandLike(x: Tensor, like: Tensor): Tensor {
  if (sameShape(x.shape, like.shape)) return x
  const axes = [...x.shape.keys()].filter((axis) => x.shape[axis] !== like.shape[axis])
  const known = like.shape.every((size) => typeof size === 'number')
  const operator: Operator = {
    name: 'expand',
    attributes: known ? { shape: like.shape } : {},
    emit: (write, [from, whole]) => write.node('Expand', [from!, shapeOf(write, like.shape, whole)]),
    gradient: (_y, dy) => [sum(dy, axes, { keep: true })],
  }
  return tensor(operator, known ? [x] : [x, like], like.shape)
}

/** The shape as a constant where it is known, else read from a tensor that has it. */
function shapeOf(write: Writer, shape: Shape, like: string | undefined): string {
  return like === undefined ? write.constant('int64', [shape.length], shape as number[]) : write.node('Shape', [like])[0]!
}

/** Tensors added up, in pairs so that rounding stays small. */
export function total(parts: readonly Tensor[]): Tensor {
  if (parts.length === 1) return parts[0]!
  const half = parts.length >> 1
  return add(total(parts.slice(0, half)), total(parts.slice(half)))
}
