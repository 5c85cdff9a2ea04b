// A small network for the trainer's tests, made as a family makes its own, from the built files as any thread would. Item i is mostly followed by next[i]; the network is to find out.
import { Random } from '../../dist/math/random.js'
import { Dropouts, input, normal, Parameters } from '../../dist/nn/index.js'
import { dropout, linear } from '../../dist/nn/layers/index.js'
import { softmaxLoss } from '../../dist/nn/losses/index.js'
import { mean, tanh } from '../../dist/nn/ops/index.js'

const rows = 16
const width = 12

export async function task({ from, to, items, epochs, patience = 0, fail = false, stubborn = false }, { seed, backend }) {
  if (fail) throw new RangeError('this task fails on purpose')
  const parameters = new Parameters()
  const dropouts = new Dropouts()
  const network = (x, drops) => tanh(linear(dropout(x, 0.2, drops), width, parameters.under('layer')))
  const known = input('from', [rows, width])
  const all = input('all', [items, width])
  const loss = mean(softmaxLoss(network(known, dropouts), input('to', [rows, width]), all))
  const scorer = await backend.compile({ hidden: network(input('from', [items, width])) })
  const everything = Int32Array.from({ length: items }, (_, item) => item)
  // Sees every step go by, so that a checkpoint which forgets it changes the batches after it.
  const drift = new Int32Array(1)
  let order
  return {
    loss,
    parameters,
    dropouts,
    tables: { items: { rows: items, width, most: 2 * rows + items, initialise: normal(0.3) } },
    lookups: { from: 'items', to: 'items', all: 'items' },
    optimiser: { kind: 'adam', clip: 5 },
    schedule: { rate: 0.008, warmup: 5, decay: 'cosine', total: epochs * Math.floor(from.length / rows) },
    epochs,
    patience,
    begin(epoch) {
      order = new Random(seed).fork(`epoch ${epoch}`).shuffle(Int32Array.from({ length: from.length }, (_, at) => at))
      return Math.floor(from.length / rows)
    },
    batch(step) {
      drift[0] = (drift[0] * 31 + step + 1) % 1009
      const at = Array.from({ length: rows }, (_, row) => order[(step * rows + row + drift[0]) % order.length])
      return { feeds: {}, rows: { from: Int32Array.from(at, (each) => from[each]), to: Int32Array.from(at, (each) => to[each]), all: everything } }
    },
    async validate({ parameters: views, tables }) {
      if (stubborn) return { name: 'figure', value: 1 }
      const hidden = new Float32Array(items * width)
      await scorer.run({ ...views, from: tables.items }, { hidden })
      let hits = 0
      for (let item = 0; item < items; item++) {
        const score = (other) => hidden.subarray(item * width, (item + 1) * width).reduce((sum, value, k) => sum + value * tables.items[other * width + k], 0)
        const best = everything.reduce((top, other) => (score(other) > score(top) ? other : top), 0)
        if (best === (item * 5 + 2) % items) hits++
      }
      return { name: 'hits', value: hits / items }
    },
    state: () => ({ drift }),
  }
}
