import { broadcast, product } from '../shape.ts'
import { type Operator, type Shape, type Tensor, tensor } from '../tensor.ts'
import { unbroadcast } from './arithmetic.ts'
import { reshape } from './layout.ts'

export interface MatMulOptions {
  /** Takes the last two axes of `a` in exchange. */
  transA?: boolean
  transB?: boolean
  /** Multiplies the product. */
  alpha?: number
}

/** alpha·a·b over the last two axes; the axes before them broadcast. */
export function matMul(a: Tensor, b: Tensor, options: MatMulOptions = {}): Tensor {
  const { transA = false, transB = false, alpha = 1 } = options
  if (a.shape.length < 2 || b.shape.length < 2) throw new RangeError(`matMul takes matrices, got shapes [${a.shape}] and [${b.shape}].`)
  // One matrix for a whole batch: one product of all rows is faster than one a batch entry, and so is its gradient.
  if (b.shape.length === 2 && a.shape.length > 2 && !transA) {
    const flat = matMul(reshape(a, [product(a.shape.slice(0, -1)), a.shape.at(-1)!]), b, options)
    return reshape(flat, [...a.shape.slice(0, -1), flat.shape[1]!])
  }
  const [rows, inner] = sides(a.shape, transA)
  const [innerB, cols] = sides(b.shape, transB)
  if (inner !== innerB)
    throw new RangeError(`matMul of shapes [${a.shape}]${transA ? 'ᵀ' : ''} and [${b.shape}]${transB ? 'ᵀ' : ''}: ${inner} against ${innerB}.`)
  const operator: Operator = {
    name: 'matMul',
    attributes: { transA, transB, alpha },
    emit(write, [x, y]) {
      if (!transA && !transB && alpha === 1) return write.node('MatMul', [x!, y!])
      if (a.shape.length === 2 && b.shape.length === 2) {
        return write.node('Gemm', [x!, y!], { transA: Number(transA), transB: Number(transB), alpha: { float: alpha } })
      }
      if (!write.standard) {
        const attributes = { transA: Number(transA), transB: Number(transB), alpha: { float: alpha } }
        return write.node('FusedMatMul', [x!, y!], attributes, { domain: 'com.microsoft' })
      }
      const [left] = transA ? write.node('Transpose', [x!], { perm: exchanged(a.shape.length) }) : [x!]
      const [right] = transB ? write.node('Transpose', [y!], { perm: exchanged(b.shape.length) }) : [y!]
      const plain = write.node('MatMul', [left!, right!])
      return alpha === 1 ? plain : write.node('Mul', [plain[0]!, write.constant(a.type, [], [alpha])])
    },
    gradient(_y, dy) {
      const da = transA ? matMul(b, dy, { transA: transB, transB: true, alpha }) : matMul(dy, b, { transB: !transB, alpha })
      const db = transB ? matMul(dy, a, { transA: true, transB: transA, alpha }) : matMul(a, dy, { transA: !transA, alpha })
      return [unbroadcast(da, a), unbroadcast(db, b)]
    },
  }
  return tensor(operator, [a, b], [...broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2)), rows, cols])
}

function sides(shape: Shape, trans: boolean): [Shape[number], Shape[number]] {
  const [rows, cols] = [shape.at(-2)!, shape.at(-1)!]
  return trans ? [cols, rows] : [rows, cols]
}

function exchanged(rank: number): number[] {
  return [...Array(rank - 2).keys(), rank - 1, rank - 2]
}
