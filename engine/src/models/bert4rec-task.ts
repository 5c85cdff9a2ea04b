import { input, type TaskFactory } from '../nn/index.ts'
import { gather } from '../nn/ops/index.ts'
import { questionTask, type SasrecInput } from './sasrec-task.ts'

/** What the training thread is given besides what SASRec's is. */
export interface Bert4recInput extends SasrecInput {
  /** Share of a sequence that is masked. */
  readonly share: number
  /** Share of the sequences of which the last item alone is masked. */
  readonly last: number
}

/**
 * The training of BERT4Rec: masked places tell what stood there, from both sides. Some sequences are masked as serving will ask, at their end alone. Every other has one mask at least; masks
 * beyond `told` of a step are left out.
 */
export const task: TaskFactory<Bert4recInput> = (wanted, context) => {
  const { share, last, batch, length, counts } = wanted
  const mask = counts.length
  const told = Math.ceil(batch * length * Math.min(1, 1.5 * share + 0.1))
  const masks = new Int32Array(told)
  return questionTask(wanted, context, {
    name: 'bert4rec',
    sequences: ended(wanted),
    told,
    tellers: (seen) => gather(seen, input('masks', [told], 'int32')),
    ask({ items, segments }, from, to, { sources, targets }, random) {
      sources.set(items.subarray(from, to))
      masks.fill(0)
      let count = 0
      const hide = (cell: number): void => {
        if (count === told) return
        masks[count] = cell
        targets[count++] = sources[cell]
        sources[cell] = mask
      }
      for (let begin = 0, end = 0; begin < to - from; begin = end) {
        while (end < to - from && segments[from + end] === segments[from + begin] && (end % length > 0 || end === begin)) end++
        if (segments[from + begin] === 0) continue
        if (random.chance(last)) {
          hide(end - 1)
          continue
        }
        const before = count
        for (let cell = begin; cell < end; cell++) if (random.chance(share)) hide(cell)
        if (count === before) hide(begin + random.int(end - begin))
      }
      return { masks }
    },
  })
}

/** The sequences with one more entry each: packing reads all but the last, and here all items are to be read. */
function ended({ ptr, items }: SasrecInput): { ptr: Int32Array; items: Int32Array } {
  const longer = new Int32Array(items.length + ptr.length - 1)
  for (let person = 0; person + 1 < ptr.length; person++) longer.set(items.subarray(ptr[person], ptr[person + 1]), ptr[person] + person)
  return { ptr: ptr.map((border, person) => border + person), items: longer }
}
