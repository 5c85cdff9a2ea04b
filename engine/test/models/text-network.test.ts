import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { historyFromItems, type Interactions, interactionsFromSequences } from '../../src/data/interactions.ts'
import { fromTriplets } from '../../src/math/csr.ts'
import { loadModel } from '../../src/models/index.ts'
import type { FitContext, Model } from '../../src/models/model.ts'
import { parseParams } from '../../src/models/params.ts'
import { text } from '../../src/models/text.ts'
import { distilled } from '../../src/models/text-distil.ts'
import { readingOf } from '../../src/models/text-encoder.ts'
import { readEncoder } from '../../src/models/text-files.ts'
import { type EncoderFiles, openTextNetwork } from '../../src/models/text-network.ts'
import { exportOnnx, openBackend, type Tensor } from '../../src/nn/index.ts'
import { cast, gather, mul, reshape, sum } from '../../src/nn/ops/index.ts'
import { input } from '../../src/nn/tensor.ts'
import { ctx, scoresOf } from './shop.ts'

/** Each piece and what the encoder makes of it: red and rouge mean the same, a pot and a cup nearly; the marks mean nothing, and what fills up would show. */
const meanings: Readonly<Record<string, readonly [number, number, number]>> = {
  '[PAD]': [9, 9, 9],
  '[UNK]': [0, 0, 0],
  '[CLS]': [0, 0, 0],
  '[SEP]': [0, 0, 0],
  red: [1, 0, 0],
  rouge: [1, 0, 0],
  blue: [0, 1, 0],
  pot: [0, 0, 1],
  cup: [0, 0.8, 0.6],
}
const vocabulary = `${Object.keys(meanings).join('\n')}\n`
const table = Float32Array.from(Object.values(meanings).flat())

type Ids = 'int64' | 'int32'
const ids = (type: Ids = 'int64', rows: string | number = 'texts', width: string | number = 'pieces'): Tensor => input('input_ids', [rows, width], type)
const looked = (pieces: Tensor): Tensor => gather(input('table', [table.length / 3, 3]), pieces)
const written = (outputs: Record<string, Tensor>): Uint8Array => exportOnnx(outputs, { values: { table } })
const tokens = written({ last_hidden_state: looked(ids()) })

function pooled(): Uint8Array {
  const mask = reshape(cast(input('attention_mask', ['texts', 'pieces'], 'int64'), 'float32'), ['texts', 'pieces', 1])
  return written({ sentence_embedding: sum(mul(looked(ids()), mask), 1), last_hidden_state: mul(looked(ids()), -1) })
}

/** An encoder that takes whole texts, as pipelines of scikit-learn do, by hand: LabelEncoder (text to number), then Gather. */
function ofStrings(shape: readonly (string | number)[]): Uint8Array {
  const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))])
  const number = (field: number, value: number): Uint8Array => Uint8Array.from([...varint(field * 8), ...varint(value)])
  const block = (field: number, ...parts: readonly (Uint8Array | string)[]): Uint8Array => {
    const body = Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array)))
    return Buffer.concat([Uint8Array.from([...varint(field * 8 + 2), ...varint(body.length)]), body])
  }
  const value = (field: number, name: string, type: number, sizes: readonly (string | number)[]): Uint8Array => {
    const dimensions = sizes.map((size) => block(1, typeof size === 'number' ? number(1, size) : block(2, size)))
    return block(field, block(1, name), block(2, block(1, number(1, type), block(2, ...dimensions))))
  }
  const known = Object.keys(meanings).map((text) => block(9, text))
  const labels = block(5, block(1, 'classes_strings'), ...known, number(20, 8))
  const unknown = block(5, block(1, 'default_int64'), number(3, 1), number(20, 2))
  const flat = block(5, number(1, 1), number(2, 7), block(8, 'flat'), block(9, new Uint8Array(new BigInt64Array([-1n]).buffer)))
  const rows = block(5, number(1, table.length / 3), number(1, 3), number(2, 1), block(8, 'table'), block(9, new Uint8Array(table.buffer)))
  return Buffer.concat([
    number(1, 8),
    block(
      7,
      block(1, block(1, 'text'), block(1, 'flat'), block(2, 'each'), block(4, 'Reshape')),
      block(1, block(1, 'each'), block(2, 'numbers'), block(4, 'LabelEncoder'), labels, unknown, block(7, 'ai.onnx.ml')),
      block(1, block(1, 'table'), block(1, 'numbers'), block(2, 'vectors'), block(4, 'Gather')),
      ...[block(2, 'graph'), flat, rows, value(11, 'text', 8, shape), value(12, 'vectors', 1, ['texts', 3])],
    ),
    block(8, block(1, ''), number(2, 17)),
    block(8, block(1, 'ai.onnx.ml'), number(2, 1)),
  ])
}

async function vectorsOf(network: Uint8Array, texts: readonly string[], more: Partial<EncoderFiles> = {}): Promise<number[][]> {
  const opened = await openTextNetwork(await openBackend(), {
    path: 'x.onnx',
    network,
    vocabulary,
    settings: {},
    pooling: 'mean' as const,
    longest: 16,
    ...more,
  })
  const { size, vectors } = await opened.encode(texts)
  await opened.close()
  return texts.map((_, at) => Array.from(vectors.subarray(at * size, (at + 1) * size), (value) => Number(value.toFixed(5))))
}

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candor-encoder-'))
  await writeFile(join(folder, 'model.onnx'), tokens)
  await writeFile(join(folder, 'vocab.txt'), vocabulary)
})
afterAll(() => rm(folder, { recursive: true }))

describe('an encoder of one’s own', () => {
  it('gives the mean over the pieces of each text, of length 1, however texts share a batch', async () => {
    const texts = ['Red pot', '', 'cup', 'red red blue blue', 'rouge', ...Array.from({ length: 40 }, () => 'pot')]
    const root = Number(Math.SQRT1_2.toFixed(5))
    const expected = [[root, 0, root], [0, 0, 0], [0, 0.8, 0.6], [root, root, 0], [1, 0, 0], ...Array.from({ length: 40 }, () => [0, 0, 1])]
    expect(await vectorsOf(tokens, texts)).toEqual(expected)
    expect(await vectorsOf(written({ last_hidden_state: looked(ids('int32')) }), texts)).toEqual(expected)
    expect(await vectorsOf(written({ tokens: looked(ids('int64', 2, 8)) }), texts)).toEqual(expected)
    expect(await vectorsOf(pooled(), texts)).toEqual(expected)
  })

  it('may take the texts themselves', async () => {
    const { vocabulary: _, ...files } = { path: 'x.onnx', vocabulary, settings: {}, pooling: 'mean' as const, longest: 16 }
    for (const shape of [['texts'], ['texts', 1], [2], [2, 1]]) {
      const opened = await openTextNetwork(await openBackend(), { ...files, network: ofStrings(shape) })
      const { size, vectors } = await opened.encode(['cup', 'gull', '', 'blue'])
      await opened.close()
      expect(size).toBe(3)
      expect(Array.from(vectors, (value) => Number(value.toFixed(5)))).toEqual([0, 0.8, 0.6, 0, 0, 0, 0, 0, 0, 0, 1, 0])
    }
  })

  it('may let the first piece stand for a text', async () => {
    const marked = exportOnnx(
      { token_embeddings: looked(ids()), other: looked(ids()) },
      { values: { table: table.map((value, at) => (at === 6 ? 2 : value)) } },
    )
    const first = [1, 0, 0]
    expect(await vectorsOf(marked, ['blue', 'pot pot'], { pooling: 'first' })).toEqual([first, first])
  })

  it('reads only so many pieces, and a text of none but unknown words says nothing', async () => {
    expect(await vectorsOf(tokens, ['red blue', 'gull'], { longest: 3 })).toEqual([
      [1, 0, 0],
      [0, 0, 0],
    ])
  })

  it('is refused where it is none, with what was found and what is wanted', async () => {
    const refused = async (network: Uint8Array, more: Partial<EncoderFiles> = {}): Promise<string> => {
      const error = await vectorsOf(network, ['red'], more).then(
        () => undefined,
        (thrown: { code: string; message: string }) => thrown,
      )
      return `${error?.code} ${error?.message}`
    }
    expect(await refused(new TextEncoder().encode('no network'))).toMatch(/^file\.unreadable .*x\.onnx cannot be opened/)
    expect(await refused(written({ y: looked(input('tokens', ['texts', 'pieces'], 'int64')) }))).toMatch(
      /^params\.invalid The inputs of x\.onnx .*tokens int64 \[texts, pieces\].*has the inputs input_ids/,
    )
    expect(await refused(written({ y: looked(input('input_ids', ['texts', 'pieces'], 'int64')), z: looked(ids()) }))).toMatch(
      /^params\.invalid The outputs of x\.onnx .*y float32.*z float32/,
    )
    expect(await refused(written({ last_hidden_state: looked(input('input_ids', ['texts'], 'int64')) }))).toMatch(/^params\.invalid The inputs/)
    const { vocabulary: _, ...none } = { path: 'x.onnx', network: tokens, vocabulary, settings: {}, pooling: 'mean' as const, longest: 16 }
    await expect(openTextNetwork(await openBackend(), none)).rejects.toMatchObject({
      code: 'params.invalid',
      message: expect.stringContaining('no vocab.txt beside it'),
    })
    expect(await refused(tokens, { vocabulary: 'red\nblue\n' })).toMatch(
      /^params\.invalid The vocab\.txt beside x\.onnx lacks \[PAD\], \[UNK\], \[CLS\], \[SEP\] among its 2 lines/,
    )
    expect(await refused(tokens, { vocabulary: `${vocabulary}more\n`.replace('red\n', 'blew\n').replace('more', 'red') })).toMatch(
      /^params\.invalid The encoder x\.onnx failed on a text such as "red"/,
    )
    const odd = exportOnnx({ last_hidden_state: looked(ids()) }, { values: { table: table.map(() => Number.NaN) } })
    expect(await refused(odd)).toMatch(/^params\.invalid .*makes no numbers of the text "red"/)
  })

  it('is found in its folder, with what its tokenizer says of itself', async () => {
    const { files, fingerprint } = await readEncoder(folder)
    expect(files).toMatchObject({ path: join(folder, 'model.onnx'), vocabulary, settings: { lowercase: true, chinese: true }, pooling: 'mean', longest: 256 })
    expect((await readEncoder(join(folder, 'model.onnx'))).fingerprint).toBe(fingerprint)
    const other = join(folder, 'other')
    await mkdir(join(other, 'onnx'), { recursive: true })
    await writeFile(join(other, 'onnx', 'model.onnx'), tokens)
    await writeFile(join(other, 'vocab.txt'), vocabulary)
    await writeFile(join(other, 'tokenizer_config.json'), '{"do_lower_case": false, "strip_accents": true, "model_max_length": 64}')
    const told = await readEncoder(other)
    expect(told.files).toMatchObject({ settings: { lowercase: false, accents: false, chinese: true }, longest: 64 })
    expect(told.fingerprint).not.toBe(fingerprint)
    await mkdir(join(other, '1_Pooling'))
    await writeFile(
      join(other, '1_Pooling', 'config.json'),
      '{"word_embedding_dimension": 3, "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}',
    )
    expect((await readEncoder(other)).files.pooling).toBe('first')
    await writeFile(join(other, '1_Pooling', 'config.json'), '{"pooling_mode_max_tokens": true}')
    await expect(readEncoder(other)).rejects.toMatchObject({ code: 'params.invalid', message: expect.stringContaining('asks for pooling_mode_max_tokens') })
    await writeFile(join(other, 'tokenizer_config.json'), '{')
    await expect(readEncoder(other)).rejects.toMatchObject({ code: 'file.unreadable', message: expect.stringContaining('tokenizer_config.json') })
    await expect(readEncoder(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'file.missing', message: expect.stringContaining('nowhere') })
    await expect(readEncoder(tmpdir())).rejects.toMatchObject({ code: 'file.missing', message: expect.stringContaining('encoder.onnx, model.onnx') })
  })

  it('reads the title first, and nothing that is protected', () => {
    const product = {
      id: 'a',
      title: 'Red pot',
      brand: ' Ace ',
      category: ['Home', 'Pots'],
      attributes: { lid: true, Gender: 'female', size: 'S', bent: false },
      description: 'Holds tea',
    }
    expect(readingOf(product)).toBe('Red pot. Ace. Home > Pots. lid. size: S. Holds tea')
    expect(readingOf({ id: 'b' })).toBe('')
  })
})

it('what words are found to mean makes up what the encoder makes of their texts', async () => {
  // Three words, each a direction of its own, in texts of two.
  const words = fromTriplets(3, 4, [0, 0, 1, 1, 2, 2], [0, 1, 1, 2, 0, 2], 1)
  const vectors = Float32Array.from({ length: 3 * 40 }, (_, at) => Math.sin(at))
  const terms = await distilled(words, vectors, 40, ctx)
  const [x, l2] = [[[1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 1, 0]], 0.1] // biome-ignore format: a matrix
  for (let k = 0; k < 40; k++) {
    const misses = x.map((row, text) => row.reduce((total, value, term) => total + value * terms[term * 40 + k]!, -vectors[text * 40 + k]!))
    for (let term = 0; term < 4; term++) {
      const slope = misses.reduce((total, miss, text) => total + miss * x[text]![term]!, 0) + l2 * terms[term * 40 + k]!
      expect(Math.abs(slope)).toBeLessThan(0.005)
    }
  }
})

/** Who takes red things takes pots, who takes blue ones cups. Nobody touched the rouge ones, and no title shares a word with another kind. */
function kitchen(): Interactions {
  const kinds = ['red', 'blue', 'pot', 'cup', 'rouge']
  return interactionsFromSequences(
    Array.from({ length: 200 }, (_, person) => [`p${person}`, person % 2 === 0 ? ['red', 'pot'] : ['blue', 'cup']]),
    [...kinds.map((kind) => ({ id: kind, title: kind })), { id: 'silent' }],
  )
}

describe('text with an encoder of one’s own', () => {
  const fitted = (data: Interactions, more: object = {}, where: FitContext = ctx): Promise<Model> =>
    text.fit(
      data,
      parseParams(text.params, { encoder: folder, factors: 8, batch: 32, samples: 8, epochs: 60, learningRate: 0.02, dropout: 0, ...more }, 'text'),
      where,
    )
  const scored = async (model: Model, from: string): Promise<(id: string) => number> => {
    const scores = await scoresOf(model, [historyFromItems([model.items.indexOf(from)])])
    return (id) => scores[model.items.indexOf(id)]!
  }

  it('counts meanings as they are where nothing is learned, of new products by their words too, without the file', async () => {
    const model = await fitted(kitchen(), { epochs: 0 })
    const told = await loadModel(model.save())
    expect(told.save()).toEqual(model.save())
    const score = await scored(told, 'red')
    expect(score('rouge')).toBeCloseTo(1, 5)
    expect(score('red')).toBeCloseTo(2, 5)
    expect([score('pot'), score('blue'), score('silent')]).toEqual([0, 0, 0])
    expect((await scored(told, 'pot'))('cup')).toBeCloseTo(0.6, 5)
    const grown = told.admit!([{ id: 'new', title: 'Rouge gull' }])
    const now = await scored(grown, 'red')
    expect(now('rouge')).toBe(score('rouge'))
    expect(now('new')).toBeGreaterThan(0.5)
    expect((await scored(grown, 'blue'))('new')).toBeCloseTo(0, 5)
  })

  it('learns of meanings what goes along, where no word is shared', async () => {
    const model = await fitted(kitchen())
    const [red, rouge] = [await scored(model, 'red'), await scored(model, 'rouge')]
    expect(rouge('pot')).toBeGreaterThan(rouge('cup'))
    expect(rouge('pot')).toBeCloseTo(red('pot'), 4)
    const plain = await scored(await fitted(kitchen(), { encoder: '' }), 'rouge')
    expect(Math.abs(plain('pot') - plain('cup'))).toBeLessThan(0.5 * (rouge('pot') - rouge('cup')))
    expect((await fitted(kitchen())).save()).toEqual(model.save())
  })

  it('says what is wrong with the file, and stops when it is cancelled', async () => {
    await writeFile(join(folder, 'torn.onnx'), tokens.subarray(0, 40))
    await expect(fitted(kitchen(), { encoder: join(folder, 'torn.onnx') })).rejects.toMatchObject({
      code: 'file.unreadable',
      message: expect.stringContaining('torn.onnx'),
    })
    const stop = new AbortController()
    const stages: string[] = []
    const progress = ({ stage }: { stage: string }): void => {
      stages.push(stage)
      stop.abort()
    }
    const stopped = fitted(kitchen(), {}, { ...ctx, signal: stop.signal, progress })
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' })
    expect(stages).toEqual(['read the texts'])
  })
})
