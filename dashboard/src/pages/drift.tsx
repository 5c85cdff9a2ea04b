import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type DriftFigure, type DriftReport } from '../api.ts'
import { Chart, Legend } from '../chart.tsx'
import { day, number, percent, time } from '../format.ts'
import { Card, Empty, Loaded, State } from '../parts.tsx'

/** What has changed since the serving model learned: inputs, scores, and how well it foresees what people then did. */
export function Drift() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const measure = async () => {
    setBusy(true)
    setProblem('')
    try {
      queries.setQueryData(['drift'], await api.measureDrift())
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
    setBusy(false)
  }
  return (
    <>
      <p className="lead">{t('driftIntro')}</p>
      <div className="actions">
        <button type="button" className="strong" disabled={isBusy} onClick={() => void measure()}>
          {isBusy ? t('measuring') : t('measure')}
        </button>
        <span role="alert">{problem}</span>
      </div>
      <Loaded name={['drift']} ask={api.drift}>
        {(report) => (report === null ? <Empty text={t('noDrift')} command="candor drift" /> : <Report report={report} />)}
      </Loaded>
    </>
  )
}

const grades = { stable: 'good', watch: 'watch', drifted: 'bad', 'too-few': 'plain' } as const

function Report({ report }: { readonly report: DriftReport }) {
  const { t, i18n } = useTranslation()
  const { language } = i18n
  const figures = [...report.inputs, ...(report.scores === undefined ? [] : [report.scores])]
  const metrics = [...new Set(report.metrics.map(({ name }) => name))]
  return (
    <>
      <p className="status card">
        <State state={grades[report.state]}>{t(`drifts.${report.state}`)}</State>
        <span>
          {t('servingModel')} <b>{report.model}</b>
        </span>
        <span>
          {t('driftEvents', {
            reference: number(report.events.reference, language),
            recent: number(report.events.recent, language),
            until: time(report.until, language),
          })}
        </span>
        <span className="quiet">{time(report.at, language)}</span>
      </p>
      {figures.length > 0 && (
        <Card
          title={t('driftInputs')}
          side={
            <Legend
              entries={[
                ['outline', t('learnedFrom')],
                ['filled', t('since')],
              ]}
            />
          }
        >
          <div className="grid">
            {figures.map((figure) => (
              <Shift key={figure.name} figure={figure} />
            ))}
          </div>
          <p className="quiet">{t('driftHint')}</p>
        </Card>
      )}
      {metrics.length > 0 && (
        <Card title={t('driftMetrics')}>
          <div className="grid">
            {metrics.map((name) => (
              <Foresight key={name} name={name} slices={report.metrics.filter((slice) => slice.name === name)} at={report.at} />
            ))}
          </div>
        </Card>
      )}
    </>
  )
}

function Shift({ figure }: { readonly figure: DriftFigure }) {
  const { t, i18n } = useTranslation()
  const title = t(`shift.${figure.name}` as 'shift.events', { defaultValue: figure.name })
  const nameOf = (name: string) => (name === '' ? t('others') : t([`event.${name}`, `bin.${name}`] as unknown as 'bin.new', { defaultValue: name }))
  const bins = figure.reference.map((reference, index) => ({
    bin: figure.names === undefined ? String(index + 1) : nameOf(figure.names[index] ?? ''),
    reference,
    recent: figure.recent[index] ?? 0,
  }))
  return (
    <figure>
      <h3>
        {title} <State state={grades[figure.state]}>{number(figure.index, i18n.language, 3)}</State>
      </h3>
      <Chart
        label={`${title}: ${t('index')} ${number(figure.index, i18n.language, 3)}. ${bins.map(({ bin, reference, recent }) => `${bin} ${percent(reference, i18n.language)} → ${percent(recent, i18n.language)}`).join(', ')}`}
        deps={JSON.stringify(figure)}
        draw={(plot, width, language) =>
          plot.plot({
            width,
            height: 40 + 22 * bins.length,
            marginLeft: figure.names === undefined ? 34 : 130,
            marginBottom: 34,
            style: { fontSize: '12px' },
            x: { label: t('share'), labelAnchor: 'center', labelArrow: 'none', grid: true, ticks: 4, tickFormat: (share: number) => percent(share, language) },
            y: { label: null, domain: bins.map(({ bin }) => bin), tickSize: 0, tickFormat: (bin: string) => (bin.length > 18 ? `${bin.slice(0, 17)}…` : bin) },
            marks: [
              plot.barX(bins, { y: 'bin', x: 'recent', fill: 'var(--accent)', fillOpacity: 0.75 }),
              plot.barX(bins, { y: 'bin', x: 'reference', fill: 'none', stroke: 'var(--text)', strokeWidth: 1 }),
              plot.ruleX([0]),
            ],
          })
        }
      />
    </figure>
  )
}

function Foresight({ name, slices, at }: { readonly name: string; readonly slices: DriftReport['metrics']; readonly at: number }) {
  const { t, i18n } = useTranslation()
  const points = slices.map((slice) => ({ ...slice, middle: (slice.from + slice.to) / 2 }))
  return (
    <figure>
      <h3>{name}</h3>
      <Chart
        label={`${name}: ${points.map(({ middle, value }) => `${day(middle, i18n.language)} ${number(value, i18n.language, 4)}`).join(', ')}`}
        deps={`${name} ${at}`}
        draw={(plot, width, language) =>
          plot.plot({
            width,
            height: 210,
            marginLeft: 52,
            marginBottom: 38,
            style: { fontSize: '12px' },
            x: {
              label: t('when'),
              labelAnchor: 'center',
              labelArrow: 'none',
              type: 'utc',
              ticks: Math.min(5, points.length),
              tickFormat: (when: Date) => day(when.getTime(), language),
            },
            y: { label: name, labelArrow: 'none', grid: true, zero: true, ticks: 5 },
            marks: [
              plot.ruleX(points, { x: 'middle', y1: 'low', y2: 'high', stroke: 'var(--accent)', strokeWidth: 4 }),
              plot.lineY(points, { x: 'middle', y: 'value', stroke: 'var(--accent)' }),
              plot.dot(points, { x: 'middle', y: 'value', fill: 'var(--text)', stroke: 'var(--card)', r: 5 }),
            ],
          })
        }
      />
    </figure>
  )
}
