import { checksum } from '../math/buffer.ts'

/** A short text that differs where plain data differ: numbers, texts, lists, objects and typed arrays, in any nesting. For telling trainings apart, not for secrets. */
export function identityOf(value: unknown): string {
  const parts: number[] = []
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (!ArrayBuffer.isView(part)) return part
    const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
    parts.push(checksum(bytes), bytes.length)
    return `${part.constructor.name} ${parts.length}`
  })
  const whole = new TextEncoder().encode(text ?? 'undefined')
  return [checksum(whole), whole.length, ...parts].map((part) => part.toString(36)).join('-')
}
