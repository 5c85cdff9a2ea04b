import { useIsFetching, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CandorProblem, useKey as keepKey } from './api.ts'

/**
 * Shows what was asked for, or that it is loading, or what went wrong; asks for a key where one is missing. What was there stays in sight while a newer
 * answer fails: the line at the top of the page says that the server is away.
 */
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
  if (data !== undefined) return <>{children(data)}</>
  if (error !== null) {
    return (
      <div className="notice problem" role="alert">
        <p>{error instanceof CandorProblem ? error.message : t('away')}</p>
        <button type="button" onClick={() => void refetch()}>
          {t('retry')}
        </button>
      </div>
    )
  }
  return (
    <div className="notice busy" aria-busy="true">
      {t('loading')}
    </div>
  )
}

/** Says that the server does not answer, as long as what is shown is old. */
export function Away() {
  const { t } = useTranslation()
  useIsFetching()
  const isAway = useQueryClient()
    .getQueryCache()
    .getAll()
    .some((query) => query.isActive() && query.state.data !== undefined && query.state.error !== null && !(query.state.error instanceof CandorProblem))
  return (
    <div role="status" className="away">
      {isAway && <p>{t('awayStale')}</p>}
    </div>
  )
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

export function Card({ title, children, side }: { readonly title?: ReactNode; readonly children: ReactNode; readonly side?: ReactNode }) {
  return (
    <section className="card">
      {title !== undefined && (
        <div className="top">
          <h2>{title}</h2>
          {side}
        </div>
      )}
      {children}
    </section>
  )
}

/** What stands where there is nothing yet, and how something gets there. */
export function Empty({ text, command }: { readonly text: string; readonly command?: string }) {
  return (
    <div className="notice">
      <p>{text}</p>
      {command !== undefined && <code>{command}</code>}
    </div>
  )
}

export function Choice<T extends string>({
  label,
  value,
  options,
  choose,
}: {
  readonly label: string
  readonly value: T
  readonly options: readonly (readonly [value: T, name: string])[]
  choose(value: NoInfer<T>): void
}) {
  return (
    <label className="choice">
      <span>{label}</span>
      <select value={value} onChange={(event) => choose(event.target.value as T)}>
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

export function State({ state, children }: { readonly state: 'good' | 'watch' | 'bad' | 'plain'; readonly children: ReactNode }) {
  const signs = { good: '●', watch: '▲', bad: '■', plain: '○' }
  return (
    <span className={`state ${state}`}>
      <span aria-hidden="true">{signs[state]}</span> {children}
    </span>
  )
}
