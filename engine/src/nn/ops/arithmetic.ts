import { broadcast, sameShape } from '../shape.ts'
import { asTensor, type Operand, type Operator, type Tensor, tensor } from '../tensor.ts'
import { cast, greater, where } from './compare.ts'
import { reshape } from './layout.ts'
import { sum } from './reduce.ts'

type Slopes = (a: Tensor, b: Tensor, y: Tensor, dy: Tensor) => readonly [Tensor, Tensor]

/** An elementwise operator of two tensors that broadcast; sizes that were broadcast are summed in the gradient, here for all of them. */
function binary(name: string, op: string, slopes: Slopes): (a: Operand, b: Operand) => Tensor {
  const operator: Operator = {
    name,
    attributes: {},
    emit: (write, inputs) => write.node(op, inputs),
    gradient(y, dy) {
      const [a, b] = y.inputs as [Tensor, Tensor]
      const [da, db] = slopes(a, b, y, dy)
      return [unbroadcast(da, a), unbroadcast(db, b)]
    },
  }
  return (left, right) => {
    const type = typeof left === 'number' ? (right as Tensor).type : left.type
    const [a, b] = [asTensor(left, type), asTensor(right, type)]
    if (a.type !== b.type) throw new TypeError(`${name} takes two tensors of one type, got ${a.type} and ${b.type}; use cast.`)
    return tensor(operator, [a, b], broadcast(a.shape, b.shape))
  }
}

export const add: (a: Operand, b: Operand) => Tensor = binary('add', 'Add', (_a, _b, _y, dy) => [dy, dy])
export const sub: (a: Operand, b: Operand) => Tensor = binary('sub', 'Sub', (_a, _b, _y, dy) => [dy, neg(dy)])
export const mul: (a: Operand, b: Operand) => Tensor = binary('mul', 'Mul', (a, b, _y, dy) => [mul(dy, b), mul(dy, a)])
export const div: (a: Operand, b: Operand) => Tensor = binary('div', 'Div', (_a, b, y, dy) => [div(dy, b), neg(mul(div(dy, b), y))])

/** The larger of two values; where they are equal the gradient goes to `b`. */
export const maximum: (a: Operand, b: Operand) => Tensor = binary('maximum', 'Max', (a, b, _y, dy) => {
  const first = cast(greater(a, b), dy.type)
  return [mul(dy, first), mul(dy, sub(1, first))]
})

export const minimum = (a: Operand, b: Operand): Tensor => neg(maximum(neg(a), neg(b)))

export function neg(x: Operand): Tensor {
  return unary('neg', 'Neg', (_x, _y, dy) => neg(dy))(asTensor(x))
}

type Slope = (x: Tensor, y: Tensor, dy: Tensor) => Tensor

/** An elementwise operator of one tensor that ONNX has. */
export function unary(name: string, op: string, slope: Slope): (x: Tensor) => Tensor {
  const operator: Operator = {
    name,
    attributes: {},
    emit: (write, inputs) => write.node(op, inputs),
    gradient: (y, dy) => [slope(y.inputs[0]!, y, dy)],
  }
  return (x) => tensor(operator, [x], x.shape)
}

export const exp: (x: Tensor) => Tensor = unary('exp', 'Exp', (_x, y, dy) => mul(dy, y))
export const log: (x: Tensor) => Tensor = unary('log', 'Log', (x, _y, dy) => div(dy, x))
export const sqrt: (x: Tensor) => Tensor = unary('sqrt', 'Sqrt', (_x, y, dy) => div(mul(dy, 0.5), y))
export const abs: (x: Tensor) => Tensor = unary('abs', 'Abs', (x, _y, dy) => where(greater(x, 0), dy, neg(dy)))
/** The error function 2/√π·∫₀ˣ e^(−t²) dt. */
export const erf: (x: Tensor) => Tensor = unary('erf', 'Erf', (x, _y, dy) => mul(dy, mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI))))

export function square(x: Tensor): Tensor {
  return mul(x, x)
}

/** Sums a gradient over the sizes along which `like` was broadcast. */
export function unbroadcast(dy: Tensor, like: Tensor): Tensor {
  if (sameShape(dy.shape, like.shape)) return dy
  const lead = dy.shape.length - like.shape.length
  const axes = [...dy.shape.keys()].filter((axis) => axis < lead || (like.shape[axis - lead] === 1 && dy.shape[axis] !== 1))
  const summed = axes.length === 0 ? dy : sum(dy, axes, { keep: true })
  return lead === 0 ? summed : reshape(summed, like.shape)
}
