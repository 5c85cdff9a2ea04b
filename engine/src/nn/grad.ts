import { add } from './ops/index.ts'
import { sizeOf } from './shape.ts'
import { constant, inputName, type Tensor } from './tensor.ts'

/**
 * The gradients of a loss (one number) with respect to the given tensors, in their order and of their shapes, as tensors: reverse-mode differentiation, each operator giving its own rule.
 * @throws RangeError when the loss is not one number or does not depend on one of the tensors
 */
export function gradients(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (sizeOf(loss.shape) !== 1) throw new RangeError(`Only a single number can be differentiated, got shape [${loss.shape}]; take its sum or mean.`)
  const order = inOrder([loss])
  const needed = new Set(wrt)
  for (const each of order) if (each.inputs.some((from) => needed.has(from))) needed.add(each)

  const slopes = new Map<Tensor, Tensor>([[loss, constant(Array(1).fill(1), loss.shape as number[], loss.type)]])
  for (const each of order.reverse()) {
    const dy = slopes.get(each)
    if (dy === undefined || !needed.has(each) || each.operator.gradient === undefined) continue
    const parts = each.operator.gradient(each, dy)
    each.inputs.forEach((from, place) => {
      const slope = parts[place]
      if (slope === undefined || !needed.has(from)) return
      const before = slopes.get(from)
      slopes.set(from, before === undefined ? slope : add(before, slope))
    })
  }
  return wrt.map((each) => {
    const slope = slopes.get(each)
    if (slope === undefined)
      throw new RangeError(
        `The loss does not depend on a tensor of shape [${each.shape}] (${inputName(each) ?? each.operator.name}), so it has no gradient there.`,
      )
    return slope
  })
}

/** All tensors the given ones are made of, each after its inputs. */
export function inOrder(of: readonly Tensor[]): Tensor[] {
  const order: Tensor[] = []
  const state = new Map<Tensor, boolean>()
  const stack = [...of].reverse()
  while (stack.length > 0) {
    const each = stack.at(-1)!
    const seen = state.get(each)
    if (seen !== undefined) {
      stack.pop()
      if (!seen) {
        state.set(each, true)
        order.push(each)
      }
      continue
    }
    state.set(each, false)
    for (const from of each.inputs.toReversed()) if (!state.has(from)) stack.push(from)
  }
  return order
}

/** The name under which `trainingOutputs` gives the gradient of an input. */
export function gradientName(input: string): string {
  return `gradient of ${input}`
}

/** What a training step computes: the loss, and the gradient of each of the given inputs as `gradientName` calls it. Forward and backward pass are then one program. */
export function trainingOutputs(loss: Tensor, inputs: readonly Tensor[]): Record<string, Tensor> {
  const slopes = gradients(loss, inputs)
  return Object.fromEntries([...inputs.map((each, index) => [gradientName(inputName(each)!), slopes[index]!] as const), ['loss', loss] as const])
}
