import { elementTypes } from '../../math/onnx-bytes.ts'
import { broadcast } from '../shape.ts'
import { asTensor, type ElementType, type Operand, type Operator, type Tensor, tensor } from '../tensor.ts'
import { mul, unbroadcast } from './arithmetic.ts'

/** A comparison or a logical operator of two tensors that broadcast; its value is of type bool and has no gradient. */
function question(name: string, op: string): (a: Operand, b: Operand) => Tensor {
  const operator: Operator = { name, attributes: {}, emit: (write, inputs) => write.node(op, inputs) }
  return (left, right) => {
    const type = typeof left === 'number' ? (right as Tensor).type : left.type
    const [a, b] = [asTensor(left, type), asTensor(right, type)]
    if (a.type !== b.type) throw new TypeError(`${name} takes two tensors of one type, got ${a.type} and ${b.type}; use cast.`)
    return tensor(operator, [a, b], broadcast(a.shape, b.shape), 'bool')
  }
}

type Question = (a: Operand, b: Operand) => Tensor
export const equal: Question = question('equal', 'Equal')
export const greater: Question = question('greater', 'Greater')
export const both: Question = question('both', 'And')
export const either: Question = question('either', 'Or')

export function not(x: Tensor): Tensor {
  return tensor({ name: 'not', attributes: {}, emit: (write, inputs) => write.node('Not', inputs) }, [x], x.shape)
}

const choice: Operator = {
  name: 'where',
  attributes: {},
  emit: (write, inputs) => write.node('Where', inputs),
  gradient(y, dy) {
    const [condition, a, b] = y.inputs as [Tensor, Tensor, Tensor]
    return [undefined, unbroadcast(where(condition, dy, 0), a), unbroadcast(where(condition, 0, dy), b)]
  },
}

/** `a` where the condition holds, `b` elsewhere; all three broadcast. */
export function where(condition: Tensor, left: Operand, right: Operand): Tensor {
  if (condition.type !== 'bool') throw new TypeError(`where takes a condition of type bool, got ${condition.type}.`)
  const type = typeof left !== 'number' ? left.type : typeof right !== 'number' ? right.type : 'float32'
  const [a, b] = [asTensor(left, type), asTensor(right, type)]
  return tensor(choice, [condition, a, b], broadcast(condition.shape, broadcast(a.shape, b.shape)), type)
}

export function cast(x: Tensor, type: ElementType): Tensor {
  if (x.type === type) return x
  const operator: Operator = {
    name: 'cast',
    attributes: { type },
    emit: (write, inputs) => write.node('Cast', inputs, { to: elementTypes[type] }),
    gradient: (_y, dy) => [x.type.startsWith('float') ? cast(dy, x.type) : undefined],
  }
  return tensor(operator, [x], x.shape, type)
}

/** The value itself, held constant: no gradient passes. */
export function stop(x: Tensor): Tensor {
  return tensor({ name: 'stop', attributes: {}, emit: (_, [from]) => [from!] }, [x], x.shape)
}

/** `x` in the places where `mask` (bool) holds and 0 elsewhere. */
export function keep(x: Tensor, mask: Tensor): Tensor {
  return mul(x, cast(mask, x.type))
}
