import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AuditEntry, api, type Health, type Latency } from '../api.ts'
import { bytes, duration, number, time } from '../format.ts'
import { Card, Empty, Loaded, State } from '../parts.tsx'
import { Table } from '../table.tsx'

export function Overview() {
  const { t } = useTranslation()
  return (
    <>
      <Loaded name={['health']} ask={api.health} every={5000}>
        {(health) => <Figures health={health} />}
      </Loaded>
      <Loaded name={['latency']} ask={api.latency} every={5000}>
        {(rows) => <Times rows={rows} />}
      </Loaded>
      <Card title={t('audit')}>
        <Loaded name={['audit']} ask={api.audit} every={10_000}>
          {(rows) => <Audit rows={rows} />}
        </Loaded>
      </Card>
    </>
  )
}

const samples = 60

function Figures({ health }: { readonly health: Health }) {
  const { t, i18n } = useTranslation()
  const { language } = i18n
  // What the page has seen since it was opened: enough to tell a rise from a level.
  const seen = useRef<Health[]>([])
  if (seen.current[seen.current.length - 1] !== health) seen.current = [...seen.current, health].slice(-samples)
  const tiles: readonly (readonly [name: string, value: string, line?: (at: Health) => number])[] = [
    [t('events'), number(health.events, language), (at) => at.events],
    [t('people'), number(health.people, language)],
    [t('sessions'), number(health.sessions, language), (at) => at.sessions],
    [t('items'), number(health.items, language)],
    [t('uptime'), duration(health.uptimeSeconds, language)],
    [t('memory'), bytes(health.memoryBytes, language), (at) => at.memoryBytes],
    [t('store'), bytes(health.storeBytes, language), (at) => at.storeBytes],
    [t('load'), number(health.loadAverage[0] ?? 0, language, 2), (at) => at.loadAverage[0] ?? 0],
  ]
  return (
    <>
      <p className="status card">
        <State state={health.status === 'ok' ? 'good' : 'watch'}>{t(`status.${health.status}`)}</State>
        <span>
          {t('servingModel')} <b>{health.model ?? t('none')}</b>
        </span>
        <span className="quiet">
          {t('version')} {health.version}
        </span>
      </p>
      <dl className="tiles">
        {tiles.map(([name, value, line]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
            {line !== undefined && <Spark values={seen.current.map(line)} />}
          </div>
        ))}
      </dl>
    </>
  )
}

/** A line without axes: only whether it rises. The figure stands above it. */
function Spark({ values }: { readonly values: readonly number[] }) {
  if (values.length < 3) return null
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const y = (value: number) => (high === low ? 12 : 22 - (20 * (value - low)) / (high - low))
  return (
    <svg className="spark" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">
      <polyline points={values.map((value, index) => `${(100 * index) / (values.length - 1)},${y(value)}`).join(' ')} />
    </svg>
  )
}

const slowest = 5

function Times({ rows }: { readonly rows: readonly Latency[] }) {
  const { t, i18n } = useTranslation()
  const { language } = i18n
  const [all, setAll] = useState(false)
  const shown = rows.filter(({ route }) => all || / \/(v1|metrics|readyz|healthz)/.test(route))
  const say = (seconds: number | null) => (seconds === null ? `> ${duration(slowest, language)}` : `≤ ${duration(seconds, language)}`)
  // From 1 ms to 5 s by its logarithm: a bar at half is 70 ms.
  const width = (seconds: number | null) => Math.min(1, Math.max(0.02, Math.log10((seconds ?? slowest) * 1000) / Math.log10(slowest * 1000)))
  return (
    <Card
      title={t('latency')}
      side={
        <label className="check">
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} /> {t('pagesToo')}
        </label>
      }
    >
      {shown.length === 0 ? (
        <Empty text={t('noRequests')} />
      ) : (
        <>
          <Table
            label={t('latency')}
            rows={shown}
            keyOf={({ route }) => route}
            first={{ column: 'requests', isRising: false }}
            columns={[
              { name: 'route', head: t('route'), cell: ({ route }) => <code>{route}</code>, sortBy: ({ route }) => route },
              { name: 'requests', head: t('requests'), isNumber: true, cell: ({ count }) => number(count, language), sortBy: ({ count }) => count },
              ...(['p50', 'p95', 'p99'] as const).map((name) => ({
                name,
                isNumber: true,
                cell: (row: Latency) => say(row[name]),
                sortBy: (row: Latency) => row[name] ?? Number.POSITIVE_INFINITY,
                bar: (row: Latency) => width(row[name]),
              })),
            ]}
          />
          <p className="quiet">{t('latencyHint')}</p>
        </>
      )}
    </Card>
  )
}

function Audit({ rows }: { readonly rows: readonly AuditEntry[] }) {
  const { t, i18n } = useTranslation()
  if (rows.length === 0) return <Empty text={t('empty')} />
  return (
    <Table
      label={t('audit')}
      rows={rows}
      columns={[
        { name: 'when', head: t('when'), cell: ({ at }) => <span className="nowrap">{time(at, i18n.language)}</span> },
        {
          name: 'action',
          head: t('action'),
          cell: ({ action }) => <span className="nowrap">{t(`did.${action}` as 'did.train', { defaultValue: action })}</span>,
        },
        { name: 'subject', head: t('subject'), cell: ({ subject }) => <b>{subject}</b> },
        { name: 'details', head: t('details'), cell: ({ details }) => <Details details={details} /> },
      ]}
    />
  )
}

function Details({ details }: { readonly details: unknown }) {
  const { i18n } = useTranslation()
  if (typeof details !== 'object' || details === null) return null
  return (
    <span className="pairs">
      {Object.entries(details).map(([name, value]) => (
        <span key={name}>
          <small>{name}</small>{' '}
          {typeof value === 'number'
            ? number(value, i18n.language, Number.isInteger(value) ? 0 : 2)
            : typeof value === 'string'
              ? value
              : JSON.stringify(value)}
        </span>
      ))}
    </span>
  )
}
