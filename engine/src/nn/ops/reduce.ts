import { axesOf, product } from '../shape.ts'
import { constant, type Operator, type Shape, type Tensor, tensor } from '../tensor.ts'
import { div, mul } from './arithmetic.ts'
import { cast, equal } from './compare.ts'
import { expandLike, reshape } from './layout.ts'

export interface ReduceOptions {
  /** Leaves the reduced axes in place with size 1. */
  keep?: boolean
}
type Axes = number | readonly number[]
type Slope = (x: Tensor, y: Tensor, dy: Tensor, axes: readonly number[]) => Tensor

/** An operator that folds axes (all by default). `slope` sees value and gradient with the folded axes kept. */
function reduction(name: string, op: string, slope: Slope): (x: Tensor, axes?: Axes, options?: ReduceOptions) => Tensor {
  return (x, wanted, options = {}) => {
    const axes = axesOf(x.shape, wanted)
    const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    const operator: Operator = {
      name,
      attributes: { axes },
      emit: (write, [from]) =>
        op === 'ReduceSum'
          ? write.node(op, [from!, write.constant('int64', [axes.length], axes)], { keepdims: 1 })
          : write.node(op, [from!], { axes, keepdims: 1 }),
      gradient: (y, dy) => [slope(x, y, dy, axes)],
    }
    const y = tensor(operator, [x], kept)
    return options.keep || axes.length === 0
      ? y
      : reshape(
          y,
          kept.filter((_, axis) => !axes.includes(axis)),
        )
  }
}

type Reduce = (x: Tensor, axes?: Axes, options?: ReduceOptions) => Tensor

export const sum: Reduce = reduction('sum', 'ReduceSum', (x, _y, dy) => expandLike(dy, x))
export const mean: Reduce = reduction('mean', 'ReduceMean', (x, _y, dy, axes) => expandLike(div(dy, count(x, axes)), x))
/** The largest value; where several are, the gradient is shared equally among them. */
export const max: Reduce = reduction('max', 'ReduceMax', (x, y, dy, axes) => {
  const top = cast(equal(x, y), dy.type)
  return mul(top, div(dy, sum(top, axes, { keep: true })))
})
/** How many values the axes (all by default) hold together, as a scalar of x's type. */
export function count(x: Tensor, wanted?: Axes): Tensor {
  const axes = axesOf(x.shape, wanted)
  const sizes: Shape = axes.map((axis) => x.shape[axis]!)
  const known = product(sizes)
  if (typeof known === 'number') return constant(known, [], x.type)
  const operator: Operator = {
    name: 'count',
    attributes: { axes },
    emit(write, [from]) {
      const [shape] = write.node('Shape', [from!])
      const [picked] = write.node('Gather', [shape!, write.constant('int64', [axes.length], axes)])
      const [size] = write.node('ReduceProd', [picked!], { keepdims: 0 })
      return write.node('Cast', [size!], { to: x.type === 'float64' ? 11 : 1 })
    },
  }
  return tensor(operator, [x], [])
}
