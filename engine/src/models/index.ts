import { CandorError } from '../errors.ts'
import { bert4rec } from './bert4rec.ts'
import { blend } from './blend.ts'
import { bpr } from './bpr.ts'
import { modelName } from './buffer.ts'
import { cfgan } from './cfgan.ts'
import { content } from './content.ts'
import { dnn } from './dnn.ts'
import { ease } from './ease.ts'
import { gfCf } from './gf-cf.ts'
import { gru4rec } from './gru4rec.ts'
import { ials } from './ials.ts'
import { itemKnn } from './item-knn.ts'
import { lightgcn } from './lightgcn.ts'
import { linearNext } from './linear-next.ts'
import type { Algorithm, Model } from './model.ts'
import { multVae } from './mult-vae.ts'
import { onnx } from './onnx.ts'
import { popular } from './popular.ts'
import { rules } from './rules.ts'
import { sasrec } from './sasrec.ts'
import { slimSparse } from './slim-sparse.ts'
import { text } from './text.ts'
import { twoTower } from './two-tower.ts'

/** Every algorithm by name. To add one: its file, and one line here. */
export const algorithms: ReadonlyMap<string, Algorithm> = catalogue([
  popular,
  itemKnn,
  ease,
  slimSparse,
  ials,
  bpr,
  linearNext,
  sasrec,
  bert4rec,
  gru4rec,
  gfCf,
  dnn,
  multVae,
  cfgan,
  lightgcn,
  twoTower,
  text,
  content,
  rules,
  onnx,
  blend(algorithm),
])

/** The algorithm of that name. Throws `algorithm.unknown`, naming those there are. */
export function algorithm(name: string): Algorithm {
  const found = algorithms.get(name)
  if (found === undefined) throw new CandorError('algorithm.unknown', `There is no algorithm "${name}". There are: ${[...algorithms.keys()].join(', ')}.`)
  return found
}

/** Opens a saved model of any algorithm. Throws `model.corrupt`, `model.version`, or `algorithm.unknown` when it was made by an algorithm not known here. */
export async function loadModel(bytes: Uint8Array): Promise<Model> {
  return algorithm(modelName(bytes)).load(bytes)
}

function catalogue(list: readonly Algorithm[]): ReadonlyMap<string, Algorithm> {
  return new Map(list.map((entry) => [entry.name, entry]))
}
