import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { Card, Loaded, number, Table, time } from '../parts.tsx'

export function Overview() {
  const { t, i18n } = useTranslation()
  const show = (value: number, digits = 0) => number(value, i18n.language, digits)
  return (
    <>
      <Loaded name={['health']} ask={api.health} every={5000}>
        {(health) => (
          <dl className="tiles">
            {(
              [
                [t('events'), show(health.events)],
                [t('people'), show(health.people)],
                [t('sessions'), show(health.sessions)],
                [t('items'), show(health.items)],
                [t('servingModel'), health.model ?? '–'],
                [t('uptime'), `${show(health.uptimeSeconds / 60)} min`],
                [t('memory'), `${show(health.memoryBytes / 1e6)} MB`],
                [t('store'), `${show(health.storeBytes / 1e6)} MB`],
                [t('load'), show(health.loadAverage[0] ?? 0, 2)],
                [t('version'), health.version],
              ] as const
            ).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
      </Loaded>
      <Card title={t('latency')} wide>
        <Loaded name={['latency']} ask={api.latency} every={5000}>
          {(rows) =>
            rows.length === 0 ? (
              <p>{t('empty')}</p>
            ) : (
              <>
                <Table label={t('latency')} head={[t('route'), t('requests'), 'p50', 'p95', 'p99']} numeric={[1, 2, 3, 4]} rows={rows.map(({ route, count, p50, p95, p99 }) => [<code key="r">{route}</code>, show(count), ...[p50, p95, p99].map((seconds) => `≤ ${show(seconds * 1000, 1)}`)])} />
                <p className="quiet">{t('latencyHint')}</p>
              </>
            )
          }
        </Loaded>
      </Card>
      <Card title={t('audit')} wide>
        <Loaded name={['audit']} ask={api.audit} every={10_000}>
          {(rows) => (
            <Table label={t('audit')} head={[t('when'), t('action'), t('subject'), t('details')]} rows={rows.map(({ at, action, subject, details }) => [time(at, i18n.language), action, subject, <code key="d">{details === undefined ? '' : JSON.stringify(details)}</code>])} />
          )}
        </Loaded>
      </Card>
    </>
  )
}
