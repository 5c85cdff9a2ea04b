import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { CandorError } from '../errors.ts'
import type { EncoderFiles } from './text-network.ts'

/** Where a folder's network is looked for, as exporters name it. */
const names = ['encoder.onnx', 'model.onnx', 'onnx/model.onnx']
const tokenizer = 'tokenizer_config.json'
const pooler = '1_Pooling/config.json'
/** Most word pieces read of a text, unless the encoder reads fewer: titles and first sentences. */
const mostPieces = 256

/**
 * Reads an encoder from a folder, or from the .onnx file in one: the network, and beside it vocab.txt, tokenizer_config.json and 1_Pooling/config.json. Its fingerprint is the SHA-256 of all that it read.
 * @throws CandorError `file.missing` where there is none, `file.unreadable` where a file cannot be read, `params.invalid` where texts are pooled in a way that is not known here
 */
export async function readEncoder(wanted: string): Promise<{ readonly files: EncoderFiles; readonly fingerprint: string }> {
  const given = resolve(wanted)
  const kind = await stat(given).catch(() => undefined)
  const [folder, path] = kind?.isDirectory() ? [given, await firstOf(given)] : [dirname(given), kind?.isFile() ? given : undefined]
  if (path === undefined) {
    const what = kind === undefined ? `There is no file or folder "${given}"` : `The folder "${given}" holds none of ${names.join(', ')}`
    throw new CandorError(
      'file.missing',
      `${what}. The parameter encoder names the .onnx file of a text encoder, or the folder it lies in; leave it empty for the bundled encoder.`,
    )
  }
  const network = (await read(path))!
  const [vocabulary, words, pooling] = [await read(join(folder, 'vocab.txt')), await read(join(folder, tokenizer)), await read(join(folder, pooler))]
  const hash = createHash('sha256')
  for (const part of [network, vocabulary, words, pooling]) hash.update(`${part?.length ?? -1}\n`).update(part ?? '')
  return {
    files: {
      path,
      network,
      ...(vocabulary === undefined ? {} : { vocabulary: new TextDecoder().decode(vocabulary) }),
      ...settingsOf(parsed(words, join(folder, tokenizer))),
      pooling: poolingOf(parsed(pooling, join(folder, pooler)), join(folder, pooler)),
    },
    fingerprint: hash.digest('hex'),
  }
}

async function firstOf(folder: string): Promise<string | undefined> {
  for (const name of names) if ((await stat(join(folder, name)).catch(() => undefined))?.isFile()) return join(folder, name)
  return undefined
}

/** The bytes of a file; undefined where there is none. */
async function read(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw new CandorError('file.unreadable', `The file "${path}" of the encoder cannot be read: ${cause.message}.`, { cause })
  })
}

type Config = Readonly<Record<string, unknown>>

function parsed(bytes: Uint8Array | undefined, path: string): Config {
  try {
    const config: unknown = bytes === undefined ? {} : JSON.parse(new TextDecoder().decode(bytes))
    if (typeof config !== 'object' || config === null) throw new TypeError('no object')
    return config as Config
  } catch (cause) {
    throw new CandorError('file.unreadable', `The file "${path}" is no JSON object: ${(cause as Error).message}. Take the encoder's own, or none.`, { cause })
  }
}

/** What word pieces depend on; what is not said is as in the reference code. */
function settingsOf({
  do_lower_case: lower,
  strip_accents: strip,
  tokenize_chinese_chars: chinese,
  model_max_length: longest,
}: Config): Pick<EncoderFiles, 'settings' | 'longest'> {
  return {
    settings: { lowercase: lower !== false, ...(typeof strip === 'boolean' ? { accents: !strip } : {}), chinese: chinese !== false },
    longest: typeof longest === 'number' && longest >= 2 ? Math.min(Math.floor(longest), mostPieces) : mostPieces,
  }
}

/** As Sentence Transformers writes it: one of its modes is true. */
function poolingOf(config: Config, path: string): EncoderFiles['pooling'] {
  const modes = Object.keys(config).filter((name) => name.startsWith('pooling_mode_') && config[name] === true)
  if (modes.length === 0 || modes.join() === 'pooling_mode_mean_tokens') return 'mean'
  if (modes.join() === 'pooling_mode_cls_token') return 'first'
  throw new CandorError(
    'params.invalid',
    `"${path}" asks for ${modes.join(' and ')}; pooling_mode_mean_tokens or pooling_mode_cls_token can be used. Export the encoder with its pooling inside, as the output sentence_embedding, and take the file away.`,
  )
}
