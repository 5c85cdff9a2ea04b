import { useTranslation } from 'react-i18next'
import { api, type DataQuality, type ImportReport } from '../api.ts'
import { Chart, Legend } from '../chart.tsx'
import { bytes, duration, number, percent, time } from '../format.ts'
import { Card, Empty, Loaded, State } from '../parts.tsx'
import { Table } from '../table.tsx'

export function Data() {
  const { t } = useTranslation()
  return (
    <>
      <p className="lead">{t('qualityIntro')}</p>
      <Loaded name={['quality']} ask={api.quality} every={10_000}>
        {(report) => (
          <>
            <Age report={report} />
            <Totals report={report} />
            <Card title={t('steps')}>
              <Steps steps={report.steps} />
            </Card>
            <Card
              title={t('distributions')}
              side={
                <Legend
                  entries={[
                    ['outline', t('before')],
                    ['filled', t('after')],
                  ]}
                />
              }
            >
              <div className="grid">
                {(report.histograms ?? []).map((histogram) => (
                  <Histogram key={histogram.name} histogram={histogram} />
                ))}
              </div>
            </Card>
          </>
        )}
      </Loaded>
      <Card title={t('imports')}>
        <Loaded name={['imports']} ask={api.imports}>
          {(files) =>
            files.length === 0 ? (
              <Empty text={t('noImports')} command="candor import FILE" />
            ) : (
              files.map((file) => <Fate key={`${file.file} ${file.at}`} file={file} />)
            )
          }
        </Loaded>
      </Card>
    </>
  )
}

/** When the report was made, and that a fresh one is on its way where events came since. */
function Age({ report }: { readonly report: DataQuality }) {
  const { t, i18n } = useTranslation()
  const at = time(report.at, i18n.language)
  return (
    <p className="lead" role="status">
      {report.stale ? t('qualityStale', { at }) : t('qualityAt', { at })}
    </p>
  )
}

function Totals({ report }: { readonly report: DataQuality }) {
  const { t, i18n } = useTranslation()
  const { language } = i18n
  return (
    <dl className="tiles">
      {(['events', 'people', 'items'] as const).map((name) => {
        const [before, after] = [report.before[name], report.after[name]]
        return (
          <div key={name}>
            <dt>{name === 'people' ? t('peopleAndSessions') : t(name)}</dt>
            <dd>
              {number(after, language)}{' '}
              <small>
                {before === after ? t('allKept') : t('ofBefore', { before: number(before, language), share: percent((before - after) / before, language, 1) })}
              </small>
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

function Steps({ steps }: { readonly steps: DataQuality['steps'] }) {
  const { t, i18n } = useTranslation()
  const { language } = i18n
  const worst = Math.max(...steps.map(({ removed }) => removed), 1)
  return (
    <Table
      label={t('steps')}
      rows={steps}
      keyOf={({ name }) => name}
      columns={[
        { name: 'step', head: t('step'), cell: ({ name }) => <b>{t(`cleaning.${name}.name` as 'cleaning.bots.name', { defaultValue: name })}</b> },
        { name: 'state', head: t('state'), cell: ({ on }) => <State state={on ? 'good' : 'plain'}>{on ? t('on') : t('off')}</State> },
        { name: 'removed', head: t('removed'), isNumber: true, cell: ({ removed }) => number(removed, language), bar: ({ removed }) => removed / worst },
        { name: 'changed', head: t('changed'), isNumber: true, cell: ({ changed }) => number(changed, language) },
        {
          name: 'why',
          head: t('what'),
          cell: ({ name, summary, findings = [] }) => (
            <>
              <span className="wide-cell">{t(`cleaning.${name}.what` as 'cleaning.bots.what', { defaultValue: summary })}</span>
              {findings.map(({ reason, message, events }) => (
                <small key={reason} className="finding">
                  {t(`finding.${reason}` as 'finding.program', { defaultValue: message, events: number(events, language) })}
                </small>
              ))}
            </>
          ),
        },
      ]}
    />
  )
}

/** Before as an outline, after filled: told apart without colour. */
function Histogram({ histogram }: { readonly histogram: NonNullable<DataQuality['histograms']>[number] }) {
  const { t } = useTranslation()
  const { name, bins, log } = histogram
  const title = t(`histogram.${name}.name` as 'histogram.price.name', { defaultValue: name })
  const counted = name === 'eventsOfPerson' ? t('people') : name === 'eventsOfItem' ? t('items') : t('events')
  const sum = (side: 'before' | 'after') => bins.reduce((total, bin) => total + bin[side], 0)
  return (
    <figure>
      <h3>{title}</h3>
      <Chart
        label={`${title}: ${t('before')} ${sum('before')}, ${t('after')} ${sum('after')}`}
        deps={JSON.stringify(bins)}
        draw={(plot, width, language) =>
          plot.plot({
            width,
            height: 200,
            marginLeft: 52,
            marginBottom: 38,
            style: { fontSize: '12px' },
            x: {
              label: t(`histogram.${name}.axis` as 'histogram.price.axis', { defaultValue: t('value') }),
              labelAnchor: 'center',
              labelArrow: 'none',
              ...(log
                ? { type: 'log' as const, ticks: 5, tickFormat: (value: number) => new Intl.NumberFormat(language, { notation: 'compact' }).format(value) }
                : {}),
              ...(name === 'month'
                ? {
                    type: 'utc' as const,
                    ticks: 4,
                    tickFormat: (at: Date) => new Intl.DateTimeFormat(language, { month: 'short', year: '2-digit' }).format(at),
                  }
                : {}),
              ...(name === 'hour' ? { ticks: [0, 6, 12, 18, 24] } : {}),
            },
            y: {
              label: counted,
              labelArrow: 'none',
              grid: true,
              ticks: 4,
              tickFormat: (value: number) => new Intl.NumberFormat(language, { notation: 'compact' }).format(value),
            },
            marks: [
              plot.rectY(bins, { x1: 'from', x2: 'to', y: 'after', fill: 'var(--accent)', fillOpacity: 0.75 }),
              plot.rectY(bins, { x1: 'from', x2: 'to', y: 'before', fill: 'none', stroke: 'var(--text)', strokeWidth: 1 }),
              plot.ruleY([0]),
            ],
          })
        }
      />
    </figure>
  )
}

const fates = ['stored', 'alreadyThere', 'duplicates', 'rejected'] as const

/** What became of every row of one file: a bar of its parts, and the reasons of what was refused. */
function Fate({ file }: { readonly file: ImportReport }) {
  const { t, i18n } = useTranslation()
  const { language } = i18n
  const products = Math.max(0, file.rows - fates.reduce((sum, name) => sum + file[name], 0))
  const parts = [...fates.map((name) => [name, file[name]] as const), ['otherRows', products] as const].filter(([, rows]) => rows > 0)
  return (
    <article className="fate">
      <h3>
        {file.file}{' '}
        <small>
          {time(file.at, language)} · {file.format} · {bytes(file.bytes, language)} ·{' '}
          {t('rowsRead', { rows: number(file.rows, language), time: duration(file.seconds, language) })}
        </small>
      </h3>
      <div className="parts" aria-hidden="true">
        {parts.map(([name, rows]) => (
          <i key={name} className={name} style={{ flexGrow: rows }} />
        ))}
      </div>
      <dl className="legend">
        {parts.map(([name, rows]) => (
          <div key={name}>
            <dt>
              <i className={name} aria-hidden="true" /> {t(`fate.${name}`)}
            </dt>
            <dd>
              {number(rows, language)} <small>{percent(rows / Math.max(1, file.rows), language, 1)}</small>
            </dd>
          </div>
        ))}
        {file.returns.matched + file.returns.unmatched > 0 && (
          <div>
            <dt>{t('returns')}</dt>
            <dd>
              {number(file.returns.matched, language)} / {number(file.returns.matched + file.returns.unmatched, language)}
            </dd>
          </div>
        )}
      </dl>
      {file.rejected > 0 && (
        <>
          <Table
            label={t('rejectedBecause')}
            rows={Object.entries(file.reasons)}
            keyOf={([reason]) => reason}
            columns={[
              {
                name: 'reason',
                head: t('rejectedBecause'),
                cell: ([reason]) => t(`reject.${reason.replace('.', '_')}` as 'reject.item_missing', { defaultValue: reason }),
              },
              { name: 'rows', head: t('rows'), isNumber: true, cell: ([, rows]) => number(rows, language), bar: ([, rows]) => rows / file.rejected },
            ]}
          />
          {file.rejectFile !== undefined && (
            <p className="quiet">
              {t('rejectFile')} <code>{file.rejectFile}</code>
            </p>
          )}
        </>
      )}
    </article>
  )
}
