import { inOrder } from '../../src/nn/grad.ts'
import type { Tensor } from '../../src/nn/tensor.ts'

/** A dense array in double precision, row-major. */
export interface Dense {
  readonly shape: readonly number[]
  readonly values: Float64Array
}

type Attributes = Readonly<Record<string, unknown>>
type Rule = (inputs: readonly Dense[], attributes: Attributes, of: Tensor) => Dense

/**
 * A second implementation of every operator, the plainest that can be read: in double precision, an index at a time, sharing nothing with the first but the description of the network.
 * Shapes may be named; they follow from the arrays fed.
 */
export function evaluate(outputs: readonly Tensor[], feeds: Readonly<Record<string, Dense>>): Dense[] {
  const done = new Map<Tensor, Dense>()
  for (const each of inOrder(outputs)) {
    const { name, attributes } = each.operator
    if (name === 'input') done.set(each, feeds[attributes.name as string]!)
    else if (name === 'part') done.set(each, deviation(done.get(each.inputs[0]!.inputs[0]!)!, each.inputs[0]!.operator.attributes.epsilon as number))
    else {
      const rule = rules[name]
      if (rule === undefined) throw new Error(`No second implementation of ${name}.`)
      const inputs = each.inputs.map((from) => done.get(from)!)
      done.set(each, rule(inputs, attributes, each))
    }
  }
  return outputs.map((each) => done.get(each)!)
}

export function dense(shape: readonly number[], fill: (index: number) => number): Dense {
  return { shape, values: Float64Array.from({ length: size(shape) }, (_, index) => fill(index)) }
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, each) => product * each, 1)
}

/** The place of each index of an array. */
function places(shape: readonly number[], index: number): number[] {
  const place = Array<number>(shape.length)
  for (let axis = shape.length - 1, rest = index; axis >= 0; axis--) {
    place[axis] = rest % shape[axis]!
    rest = Math.floor(rest / shape[axis]!)
  }
  return place
}

/** The value at a place whose leading axes or size-1 axes are broadcast. */
function at(x: Dense, place: readonly number[]): number {
  const lead = place.length - x.shape.length
  let index = 0
  x.shape.forEach((length, axis) => {
    index = index * length + (length === 1 ? 0 : place[axis + lead]!)
  })
  return x.values[index]!
}

function shapeOfAll(inputs: readonly Dense[]): number[] {
  const rank = Math.max(...inputs.map((each) => each.shape.length))
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = inputs.map((each) => each.shape[axis - rank + each.shape.length] ?? 1)
    return lengths.find((length) => length !== 1) ?? 1
  })
}

function each(f: (...values: number[]) => number): Rule {
  return (inputs) => {
    const shape = shapeOfAll(inputs)
    return dense(shape, (index) => f(...inputs.map((x) => at(x, places(shape, index)))))
  }
}

function fold(f: (values: number[]) => number): Rule {
  return ([x], { axes }) => {
    const folded = new Set(axes as number[])
    const shape = x!.shape.map((length, axis) => (folded.has(axis) ? 1 : length))
    const groups = Array.from({ length: size(shape) }, (): number[] => [])
    x!.values.forEach((value, index) => {
      const place = places(x!.shape, index).map((p, axis) => (folded.has(axis) ? 0 : p))
      groups[shape.reduce((sum, length, axis) => sum * length + place[axis]!, 0)]!.push(value)
    })
    return dense(shape, (index) => f(groups[index]!))
  }
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const logSumExp = (values: readonly number[]): number => {
  const top = Math.max(...values)
  return top + Math.log(sum(values.map((value) => Math.exp(value - top))))
}

function rows(x: Dense, f: (row: number[]) => number[]): Dense {
  const length = x.shape.at(-1)!
  const values = Array.from({ length: x.values.length / length }, (_, row) => f([...x.values.subarray(row * length, (row + 1) * length)]))
  return { shape: x.shape, values: Float64Array.from(values.flat()) }
}

function variance(row: readonly number[]): number {
  const middle = sum(row) / row.length
  return sum(row.map((value) => (value - middle) ** 2)) / row.length
}

function deviation(x: Dense, epsilon: number): Dense {
  const values = rows(x, (row) => row.map(() => 1 / Math.sqrt(variance(row) + epsilon)))
  return dense([...x.shape.slice(0, -1), 1], (index) => values.values[index * x.shape.at(-1)!]!)
}

/** Abramowitz and Stegun 7.1.5 (series) and 7.1.14 (continued fraction), to full precision. */
export function erf(x: number): number {
  if (Math.abs(x) < 2.5) {
    let term = x
    let total = x
    for (let n = 1; n < 80; n++) {
      term *= -(x * x) / n
      total += term / (2 * n + 1)
    }
    return (2 / Math.sqrt(Math.PI)) * total
  }
  let tail = 0
  for (let n = 120; n > 0; n--) tail = n / 2 / (Math.abs(x) + tail)
  return Math.sign(x) * (1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (Math.abs(x) + tail))
}

const rules: Readonly<Record<string, Rule>> = {
  constant: (_, { values }, of) => dense(of.shape as number[], (index) => (values as number[])[index]!),
  add: each((a, b) => a + b),
  sub: each((a, b) => a - b),
  mul: each((a, b) => a * b),
  div: each((a, b) => a / b),
  maximum: each(Math.max),
  neg: each((a) => -a),
  exp: each(Math.exp),
  log: each(Math.log),
  sqrt: each(Math.sqrt),
  abs: each(Math.abs),
  erf: each(erf),
  tanh: each(Math.tanh),
  sigmoid: each((a) => 1 / (1 + Math.exp(-a))),
  relu: each((a) => Math.max(a, 0)),
  softplus: each((a) => (a > 30 ? a : Math.log1p(Math.exp(a)))),
  gelu: each((a) => (a * (1 + erf(a * Math.SQRT1_2))) / 2),
  equal: each((a, b) => Number(a === b)),
  greater: each((a, b) => Number(a > b)),
  both: each((a, b) => a * b),
  either: each((a, b) => Math.max(a, b)),
  not: each((a) => 1 - a),
  where: each((condition, a, b) => (condition === 1 ? a : b)),
  exclude: each((x, condition) => (condition === 1 ? -1e9 : x)),
  cast: each((a) => a),
  stop: each((a) => a),
  sum: fold(sum),
  mean: fold((values) => sum(values) / values.length),
  max: fold((values) => Math.max(...values)),
  logSumExp: ([, x]) => {
    const sums = rows(x!, (row) => row.map(() => logSumExp(row)))
    return dense([...x!.shape.slice(0, -1), 1], (index) => sums.values[index * x!.shape.at(-1)!]!)
  },
  count: ([x], { axes }) => dense([], () => size((axes as number[]).map((axis) => x!.shape[axis]!))),
  reshape: ([x], { sizes }) => {
    const known = (sizes as number[]).map((length, axis) => (length === 0 ? x!.shape[axis]! : length))
    const open = x!.values.length / size(known.filter((length) => length !== -1))
    return { shape: known.map((length) => (length === -1 ? open : length)), values: x!.values }
  },
  transpose: ([x], { perm }) => {
    const order = perm as number[]
    const shape = order.map((axis) => x!.shape[axis]!)
    return dense(shape, (index) => {
      const place = places(shape, index)
      return at(
        x!,
        x!.shape.map((_, axis) => place[order.indexOf(axis)]!),
      )
    })
  },
  concat: (parts, { axis }) => {
    const along = axis as number
    const shape = parts[0]!.shape.with(along, sum(parts.map((part) => part.shape[along]!)))
    return dense(shape, (index) => {
      const place = places(shape, index)
      let rest = place[along]!
      const part = parts.find((candidate) => {
        if (rest < candidate.shape[along]!) return true
        rest -= candidate.shape[along]!
        return false
      })!
      return at(part, place.with(along, rest))
    })
  },
  slice: ([x], { axis, from, to }) => {
    const shape = x!.shape.with(axis as number, (to as number) - (from as number))
    return dense(shape, (index) => {
      const place = places(shape, index)
      return at(x!, place.with(axis as number, place[axis as number]! + (from as number)))
    })
  },
  pad: ([x], { axis, from, size: length }) => {
    const shape = x!.shape.with(axis as number, length as number)
    return dense(shape, (index) => {
      const place = places(shape, index)
      const inner = place[axis as number]! - (from as number)
      return inner >= 0 && inner < x!.shape[axis as number]! ? at(x!, place.with(axis as number, inner)) : 0
    })
  },
  expand: ([x, like], { shape }) => {
    const whole = like?.shape ?? (shape as number[])
    return dense(whole, (index) => at(x!, places(whole, index)))
  },
  matMul: ([a, b], { transA, transB, alpha }) => {
    const inner = a!.shape.at(transA ? -2 : -1)!
    const shape = [...shapeOfAll([a!, b!].map((x) => dense(x.shape.slice(0, -2), () => 0))), a!.shape.at(transA ? -1 : -2)!, b!.shape.at(transB ? -2 : -1)!]
    return dense(shape, (index) => {
      const place = places(shape, index)
      const batch = place.slice(0, -2)
      const [row, col] = place.slice(-2) as [number, number]
      let total = 0
      for (let k = 0; k < inner; k++) total += at(a!, [...batch, ...(transA ? [k, row] : [row, k])]) * at(b!, [...batch, ...(transB ? [col, k] : [k, col])])
      return total * (alpha as number)
    })
  },
  softmax: ([x]) => rows(x!, (row) => row.map((value) => Math.exp(value - logSumExp(row)))),
  logSoftmax: ([x]) => rows(x!, (row) => row.map((value) => value - logSumExp(row))),
  normalise: ([x], { epsilon }) => rows(x!, (row) => row.map((value) => (value - sum(row) / row.length) / Math.sqrt(variance(row) + (epsilon as number)))),
  gather: ([table, numbers]) => {
    const width = size(table!.shape.slice(1))
    return dense(
      [...numbers!.shape, ...table!.shape.slice(1)],
      (index) => table!.values[numbers!.values[Math.floor(index / width)]! * width + (index % width)]!,
    )
  },
  scatter: ([values, numbers, table]) => {
    const width = size(table!.shape.slice(1))
    const out = dense(table!.shape, () => 0)
    numbers!.values.forEach((number, row) => {
      for (let k = 0; k < width; k++) out.values[number * width + k]! += values!.values[row * width + k]!
    })
    return out
  },
}
