import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { encode, type SasrecShape } from '../../src/models/sasrec-network.ts'
import { gradients } from '../../src/nn/grad.ts'
import * as layers from '../../src/nn/layers/index.ts'
import { gaussianKl, multinomialLoss, softmaxLoss, weightedMean } from '../../src/nn/losses/index.ts'
import { add, div, exp, gather, mean, mul, reshape, sqrt, square, sum, tanh, total } from '../../src/nn/ops/index.ts'
import { Parameters } from '../../src/nn/parameters.ts'
import { input, type Tensor } from '../../src/nn/tensor.ts'
import { distance, run } from './check.ts'
import { type Dense, dense, evaluate } from './evaluate.ts'

interface Network {
  readonly loss: Tensor
  readonly parameters: Parameters
  /** Inputs whose gradients are compared too. */
  readonly wrt: readonly Tensor[]
  readonly feeds: Readonly<Record<string, Dense>>
}

/** As make-networks.py makes them. */
function values(name: string, shape: readonly number[], scale = 1): Dense {
  const phase = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0)
  return dense(shape, (i) => scale * Math.sin(1.7 * i + phase))
}

const [length, size] = [6, 8]
const list = (numbers: number[]): Dense => ({ shape: [2, length], values: Float64Array.from(numbers) })

function sasrec(options: Partial<SasrecShape>): Network {
  const shape: SasrecShape = { factors: size, layers: 1, heads: 2, length, dropout: 0, block: 'plain', frequency: 0, cutoff: 2, decay: 0, ...options }
  const parameters = new Parameters()
  const items = input('items', [2, length, size])
  const catalogue = input('catalogue', [9, size])
  const places = { segments: input('segments', [2, length], 'int32'), positions: input('positions', [2, length], 'int32') }
  const h = reshape(encode({ items, ...places }, shape, parameters), [2 * length, size])
  const target = gather(catalogue, input('targets', [2 * length], 'int32'))
  const segments = list([1, 1, 1, 2, 2, 0, 1, 1, 1, 1, 1, 1])
  return {
    loss: weightedMean(softmaxLoss(h, target, catalogue, { chunk: 5 }), input('weights', [2 * length])),
    parameters,
    wrt: [items, catalogue],
    feeds: {
      items: values('items', [2, length, size]),
      catalogue: values('catalogue', [9, size]),
      segments,
      positions: list([0, 1, 2, 0, 1, 0, 0, 1, 2, 3, 4, 5]),
      targets: dense([2 * length], (i) => i % 9),
      weights: dense([2 * length], (i) => Number(segments.values[i]! > 0)),
    },
  }
}

function recurrent(kind: 'gru' | 'lstm'): Network {
  const parameters = new Parameters()
  const [x, hidden, cell] = [input('x', [3, 4, size]), input('hidden', [3, size]), input('cell', [3, size])]
  const weights = input('weights', [3, 4, size])
  const states = kind === 'gru' ? layers.gru(x, hidden, parameters) : layers.lstm(x, { hidden, cell }, parameters).map((state) => state.hidden)
  const steps = states.map((state, step) => sum(mul(reshape(state, [3, 1, size]), reshape(gather(reshape(weights, [12, size]), rowsAt(step)), [3, 1, size]))))
  return {
    loss: total(steps),
    parameters,
    wrt: kind === 'gru' ? [x, hidden] : [x, hidden, cell],
    feeds: {
      ...Object.fromEntries([0, 1, 2, 3].map((step) => [`rows${step}`, dense([3], (row) => row * 4 + step)])),
      x: values('x', [3, 4, size]),
      hidden: values('hidden', [3, size]),
      cell: values('cell', [3, size]),
      weights: values('weights', [3, 4, size]),
    },
  }
}

function rowsAt(step: number): Tensor {
  return input(`rows${step}`, [3], 'int32')
}

function variational(): Network {
  const parameters = new Parameters()
  const linear = (x: Tensor, name: string, outputs: number): Tensor => layers.linear(x, outputs, parameters.under(name))
  const counts = input('counts', [4, 10])
  const h = tanh(linear(div(counts, sqrt(sum(square(counts), -1, { keep: true }))), 'encode', size))
  const [middle, logarithm] = [linear(h, 'mean', 3), linear(h, 'variance', 3)]
  const z = add(middle, mul(input('noise', [4, 3]), exp(mul(logarithm, 0.5))))
  const scores = linear(tanh(linear(z, 'decode', size)), 'scores', 10)
  const loss = add(mean(multinomialLoss(scores, counts)), mul(mean(gaussianKl(middle, logarithm)), input('annealing', [])))
  const drawn = values('counts', [4, 10])
  const feeds = { counts: dense([4, 10], (i) => Number(drawn.values[i]! > 0)), noise: values('noise', [4, 3]), annealing: dense([], () => 0.2) }
  return { loss, parameters, wrt: [], feeds }
}

const golden = JSON.parse(readFileSync(new URL('../golden/networks.json', import.meta.url), 'utf8')) as Record<
  string,
  { loss: number; gradients: Record<string, number[]> }
>
const networks: Record<string, () => Network> = {
  'sasrec with frequencies': () => sasrec({ frequency: 0.4 }),
  'sasrec, gated, with frequencies': () => sasrec({ block: 'ligr', frequency: 0.3 }),
  gru: () => recurrent('gru'),
  lstm: () => recurrent('lstm'),
  'mult-vae': variational,
}

describe('whole networks against torch', () => {
  for (const [name, build] of Object.entries(networks)) {
    it(`${name}: loss and every gradient`, async () => {
      const { loss, parameters, wrt, feeds } = build()
      const expected = golden[name]!
      const inputs = [...wrt, ...parameters.tensors()]
      const names = [...wrt.map((each) => String(each.operator.attributes.name)), ...parameters.list().map((each) => each.name)]
      expect(names.toSorted()).toEqual(Object.keys(expected.gradients).toSorted())
      const all = { ...feeds, ...Object.fromEntries(parameters.list().map((each) => [each.name, values(each.name, each.shape, 0.5)])) }
      const outputs = [loss, ...gradients(loss, inputs)]
      const [value, ...slopes] = evaluate(outputs, all) as [Dense, ...Dense[]]
      expect(Math.abs(value.values[0]! - expected.loss) / Math.abs(expected.loss)).toBeLessThan(1e-9)
      names.forEach((each, place) => {
        expect(distance(slopes[place]!.values, expected.gradients[each]!), each).toBeLessThan(1e-5)
      })
      const native = await run(Object.fromEntries(outputs.map((output, place) => [`v${place}`, output])), all, [value, ...slopes])
      names.forEach((each, place) => {
        expect(distance(native[place + 1]!, expected.gradients[each]!), `onnxruntime's ${each}`).toBeLessThan(5e-5)
      })
    })
  }
})
