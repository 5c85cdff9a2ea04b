import { CandorError } from '../../errors.ts'
import { csv } from './csv.ts'
import { type Format, type FormatName, formatNames } from './format.ts'
import { ga4 } from './ga4.ts'
import { jsonl } from './jsonl.ts'
import { matrix } from './matrix.ts'
import { parquet } from './parquet.ts'
import { recbole } from './recbole.ts'
import { sequences } from './sequences.ts'
import type { Source } from './source.ts'

/** Every format that can be imported. */
export const formats: Readonly<Record<FormatName, Format>> = { csv, jsonl, parquet, recbole, sequences, ga4, matrix }

/**
 * The format of that name, or with `auto` the one that fits the beginning of the file best.
 * @throws CandorError `file.format` for an unknown name and for a file that fits none
 */
export function formatOf(name: string, source: Source): Format {
  if (name !== 'auto') {
    if (!Object.hasOwn(formats, name)) throw new CandorError('file.format', `There is no format "${name}". There are: auto, ${formatNames.join(', ')}.`)
    return formats[name as FormatName]
  }
  const binary = isBinary(source.head)
  const fits = Object.values(formats).map((format) => ({ format, fit: binary && format.name !== 'parquet' ? 0 : format.sniff(source) }))
  const best = fits.reduce((winner, entry) => (entry.fit > winner.fit ? entry : winner))
  if (best.fit < 0.2) {
    throw new CandorError('file.format', `The format of ${source.path} is not recognised. Say what it is with --format (${formatNames.join(', ')}).`)
  }
  return best.format
}

/** Over a tenth of the first bytes are control characters no text has, and it is no UTF-16. */
function isBinary(head: Buffer): boolean {
  const length = Math.min(head.length, 4096)
  let control = 0
  let zeros = 0
  for (let i = 0; i < length; i++) {
    const byte = head[i] as number
    if (byte === 0) zeros++
    else if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) control++
  }
  return control > length / 10 || (zeros > length / 10 && zeros < length / 3)
}
