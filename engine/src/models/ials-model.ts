import { Ids } from '../data/ids.ts'
import type { History } from '../data/interactions.ts'
import { CandorError } from '../errors.ts'
import { choleskyFactor, choleskySolve } from '../math/cholesky.ts'
import type { Csr } from '../math/csr.ts'
import { dotAt } from '../math/dot.ts'
import { packModel, packStrings, unpackModel, unpackStrings } from './buffer.ts'
import { ialsKernel, sharedMemory } from './ials-kernel.ts'
import type { Model } from './model.ts'
import { linkOf } from './together.ts'

const name = 'ials'
const version = 1
/** Histories scored together, a multiple of 4, and bytes of item factors that all of them meet before the next come from memory. */
const group = 32
const block = 2 ** 18

export interface IalsForm {
  readonly items: Ids
  /** Factors of an item; a multiple of 8. */
  readonly factors: number
  /** Item factors Y [items × factors], turned so that YᵀY is diagonal. */
  readonly y: Float32Array
  /** That diagonal [factors]. */
  readonly spectrum: Float64Array
  /** What an event of each item counts, times its own weight [items]. */
  readonly scale: Float64Array
  /** Weight of a cell nobody touched. */
  readonly unobserved: number
  /** λ of the penalty λ·(Σ confidences + unobserved · active)^power of a person. */
  readonly l2: number
  readonly power: number
  /** Items with events. */
  readonly active: number
  readonly together: Csr
}

/** The entries of a history that count. */
interface Basket {
  /** Positions in the history. */
  readonly entries: Int32Array
  readonly items: Int32Array
  readonly confidences: Float64Array
}

/**
 * Serves item factors. A person is known by the history alone: the vector w solves A·w = Σ c_e·y_e exactly, A = unobserved·YᵀY + λ·I + Σ c_e·y_e·y_eᵀ, so
 * score(i) = Σ c_e · y_iᵀ·A⁻¹·y_e is a sum over the history (Hu, Koren and Volinsky 2008, section 5). As YᵀY is diagonal, the first two parts of A are a diagonal D, and
 * A⁻¹ needs only a system the size of the history. Scoring costs entries²·factors / 2 + items·factors multiply-adds; a score's terms the first part only. All in f64.
 */
export function ialsModel(form: IalsForm): Model {
  const { items, factors: d, spectrum, unobserved } = form
  const n = items.length
  const bytes = { y: 1024, w: 1024 + n * d * 4, out: 1024 + n * d * 4 + group * d * 8 }
  const memory = sharedMemory(bytes.out + group * n * 4)
  const kernel = ialsKernel(memory)
  const y = new Float32Array(memory.buffer, bytes.y, n * d)
  const vectors = new Float64Array(memory.buffer, bytes.w, group * d)
  const scores = new Float32Array(memory.buffer, bytes.out, group * n)
  y.set(form.y)

  /** D of someone with these confidences [factors]. */
  const diagonal = ({ confidences }: Basket): Float64Array => {
    let sum = unobserved * form.active
    for (const c of confidences) sum += c
    const l2 = form.l2 * sum ** form.power
    return spectrum.map((value) => unobserved * value + l2)
  }

  /** Scores of the first `count` vectors, block by block of the items. */
  const scoreAll = (count: number): void => {
    const rows = Math.max(1, Math.floor(block / (4 * d)))
    for (let item = 0; item < n; item += rows) {
      for (let v = 0; v < count; v += 4)
        kernel.scoreRows(bytes.w + v * d * 8, bytes.y + item * d * 4, Math.min(rows, n - item), d, bytes.out + (v * n + item) * 4, n)
    }
  }

  return {
    name,
    items,
    async score(histories, out) {
      if (out.length !== histories.length * n)
        throw new RangeError(`Scores of ${histories.length} histories need ${histories.length * n} places, got ${out.length}.`)
      for (let from = 0; from < histories.length; from += group) {
        const part = histories.slice(from, from + group)
        vectors.fill(0)
        part.forEach((history, row) => {
          const basket = basketOf(history, form.scale)
          if (basket.items.length > 0) personVector(y, d, basket, diagonal(basket), vectors.subarray(row * d, (row + 1) * d))
        })
        if (part.length === 1) kernel.scoreRow(bytes.w, bytes.y, n, d, bytes.out)
        else scoreAll(part.length)
        out.set(scores.subarray(0, part.length * n), from * n)
      }
    },
    terms(history, item) {
      const basket = basketOf(history, form.scale)
      const amounts = new Float64Array(history.items.length)
      const parts = item >= 0 && item < n && basket.items.length > 0 ? contributions(y, d, basket, diagonal(basket), item) : new Float64Array(0)
      let score = 0
      for (let e = 0; e < parts.length; e++) {
        amounts[basket.entries[e]] = parts[e]
        score += parts[e]
      }
      return { score, base: 0, amounts, others: [] }
    },
    links: (from, to) => (from >= 0 && from < n && to >= 0 && to < n ? linkOf(form.together, from, to) : []),
    save: () =>
      packModel(
        name,
        version,
        { factors: d, unobserved, l2: form.l2, power: form.power, active: form.active },
        {
          items: packStrings(items.names()),
          y,
          spectrum,
          scale: form.scale,
          togetherPtr: form.together.ptr,
          togetherIdx: form.together.idx,
          togetherPeople: Int32Array.from(form.together.val),
        },
      ),
  }
}

/** Opens what `save` wrote. Throws `model.corrupt` or `model.version`. */
export function loadIals(bytes: Uint8Array): Model {
  const file = unpackModel(bytes, name, version)
  const meta = file.meta as Record<'factors' | 'unobserved' | 'l2' | 'power' | 'active', unknown>
  const numbers = [meta.factors, meta.unobserved, meta.l2, meta.power, meta.active]
  const items = new Ids(unpackStrings(file.u8('items')))
  const n = items.length
  const [factors, unobserved, l2, power, active] = numbers as number[]
  const form = {
    items,
    factors: factors!,
    unobserved: unobserved!,
    l2: l2!,
    power: power!,
    active: active!,
    y: file.f32('y'),
    spectrum: file.f64('spectrum'),
    scale: file.f64('scale'),
  }
  const together: Csr = { rows: n, cols: n, ptr: file.i32('togetherPtr'), idx: file.i32('togetherIdx'), val: Float32Array.from(file.i32('togetherPeople')) }
  const fits = form.y.length === n * form.factors && form.spectrum.length === form.factors && form.scale.length === n && together.ptr.length === n + 1
  if (!numbers.every((value) => typeof value === 'number' && Number.isFinite(value)) || form.factors % 8 !== 0 || !fits) {
    throw new CandorError('model.corrupt', `The arrays of the "${name}" model file do not fit each other. Train it again with "candor train --model ${name}".`)
  }
  return ialsModel({ ...form, together })
}

/**
 * w = A⁻¹·Σ c_e·y_e into out [factors]. With S = diag √c: w = D⁻¹·YᵀS·(I + S·Y·D⁻¹·YᵀS)⁻¹·√c, a system of the history's size; above `factors` entries A itself is smaller.
 */
export function personVector(y: Float32Array, d: number, basket: Basket, diagonal: Float64Array, out: Float64Array): void {
  const { items, confidences } = basket
  const n = items.length
  if (n > d) {
    for (let e = 0; e < n; e++) for (let k = 0; k < d; k++) out[k] += confidences[e] * y[items[e] * d + k]
    const a = normalMatrix(y, d, basket, diagonal)
    choleskyFactor(a, d)
    choleskySolve(a, d, out, out)
    return
  }
  const { rows, system, roots } = kernelSystem(y, d, basket, diagonal)
  const v = new Float64Array(n)
  choleskySolve(system, n, roots, v)
  for (let e = 0; e < n; e++) for (let k = 0; k < d; k++) out[k] += v[e] * rows[e * d + k]
  for (let k = 0; k < d; k++) out[k] /= Math.sqrt(diagonal[k])
}

/** c_e · y_eᵀ·A⁻¹·y_item of each entry [entries]. */
function contributions(y: Float32Array, d: number, basket: Basket, diagonal: Float64Array, item: number): Float64Array {
  const { items, confidences } = basket
  const n = items.length
  const out = new Float64Array(n)
  const target = Float64Array.from(y.subarray(item * d, (item + 1) * d))
  if (n > d) {
    const a = normalMatrix(y, d, basket, diagonal)
    choleskyFactor(a, d)
    choleskySolve(a, d, target, target)
    for (let e = 0; e < n; e++) out[e] = confidences[e] * dotAt(y, items[e] * d, target, 0, d)
    return out
  }
  const { rows, system, roots } = kernelSystem(y, d, basket, diagonal)
  for (let k = 0; k < d; k++) target[k] /= Math.sqrt(diagonal[k])
  for (let e = 0; e < n; e++) out[e] = dotAt(rows, e * d, target, 0, d)
  choleskySolve(system, n, out, out)
  for (let e = 0; e < n; e++) out[e] *= roots[e]
  return out
}

/** rows = S·Y·D^−½ [entries × factors], the Cholesky factor of I + rows·rowsᵀ [entries × entries], and √c [entries]. */
function kernelSystem(y: Float32Array, d: number, { items, confidences }: Basket, diagonal: Float64Array) {
  const n = items.length
  const roots = confidences.map(Math.sqrt)
  const scale = diagonal.map((value) => 1 / Math.sqrt(value))
  const rows = new Float64Array(n * d)
  for (let e = 0; e < n; e++) for (let k = 0; k < d; k++) rows[e * d + k] = roots[e] * y[items[e] * d + k] * scale[k]
  const system = new Float64Array(n * n)
  for (let e = 0; e < n; e++) {
    for (let f = 0; f < e; f++) system[e * n + f] = dotAt(rows, e * d, rows, f * d, d)
    system[e * n + e] = 1 + dotAt(rows, e * d, rows, e * d, d)
  }
  choleskyFactor(system, n)
  return { rows, system, roots }
}

/** The lower triangle of A [factors × factors]. */
function normalMatrix(y: Float32Array, d: number, { items, confidences }: Basket, diagonal: Float64Array): Float64Array {
  const a = new Float64Array(d * d)
  for (let k = 0; k < d; k++) a[k * d + k] = diagonal[k]
  for (let e = 0; e < items.length; e++) {
    const at = items[e] * d
    for (let k = 0; k < d; k++) {
      const value = confidences[e] * y[at + k]
      for (let l = 0; l <= k; l++) a[k * d + l] += value * y[at + l]
    }
  }
  return a
}

function basketOf(history: History, scale: Float64Array): Basket {
  const entries = Int32Array.from(history.items.keys()).filter((e) => history.items[e] >= 0 && history.items[e] < scale.length && history.weights[e] > 0)
  const items = Int32Array.from(entries, (e) => history.items[e])
  return { entries, items, confidences: Float64Array.from(entries, (e, at) => history.weights[e] * scale[items[at]]) }
}
