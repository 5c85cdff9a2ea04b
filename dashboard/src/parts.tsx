import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKey as keepKey } from './api.ts'

/** Shows what was asked for, or that it is loading, or what went wrong; asks for a key where one is missing. */
export function Loaded<T>({
  name,
  ask,
  every,
  children,
}: {
  readonly name: readonly string[]
  ask(): Promise<T>
  readonly every?: number
  children(value: T): ReactNode
}) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({ queryKey: name, queryFn: ask, ...(every === undefined ? {} : { refetchInterval: every }) })
  if (error !== null && (error as { code?: string }).code?.startsWith('auth.')) return <AskKey retry={() => void refetch()} />
  if (error !== null) return <p role="alert">{t('failed', { message: error.message })}</p>
  if (data === undefined) return <p aria-busy="true">{t('loading')}</p>
  return <>{children(data)}</>
}

function AskKey({ retry }: { retry(): void }) {
  const { t } = useTranslation()
  const [key, setKey] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    keepKey(key.trim())
    retry()
  }
  return (
    <form className="card ask" onSubmit={submit}>
      <p>{t('key')}</p>
      <label>
        {t('keyLabel')} <input type="password" autoComplete="off" value={key} onChange={(event) => setKey(event.target.value)} />
      </label>
      <button type="submit" className="strong">
        {t('useKey')}
      </button>
    </form>
  )
}

export function Card({ title, children, wide }: { readonly title?: string; readonly children: ReactNode; readonly wide?: boolean }) {
  return (
    <section className={wide ? 'card wide' : 'card'}>
      {title !== undefined && <h2>{title}</h2>}
      {children}
    </section>
  )
}

/** A table that scrolls by itself on a narrow screen, reachable by keyboard. */
export function Table({
  label,
  head,
  rows,
  numeric = [],
}: {
  readonly label: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly ReactNode[])[]
  readonly numeric?: readonly number[]
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="scroll" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={cell} scope="col" className={numeric.includes(column) ? 'number' : undefined}>
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={head[column]} className={numeric.includes(column) ? 'number' : undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

export function number(value: number, language: string, digits = 0): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value)
}

export function time(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}
