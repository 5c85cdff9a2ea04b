import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type EvaluationReport, type ModelInfo } from '../api.ts'
import { Chart } from '../chart.tsx'
import { Card, Loaded, number, Table, time } from '../parts.tsx'

const shownMetrics = ['hr', 'ndcg', 'mrr', 'recall', 'coverage', 'novelty', 'ild', 'gini', 'arp', 'ctr']

export function Models() {
  const { t, i18n } = useTranslation()
  const show = (value: number, digits = 0) => number(value, i18n.language, digits)
  return (
    <>
      <Loaded name={['models']} ask={api.models} every={10_000}>
        {(models) => (
          <>
            <Card wide>
              <Table
                label={t('models')}
                head={[t('model'), t('what'), t('trained'), t('fitSeconds'), t('size'), t('entries')]}
                numeric={[3, 4, 5]}
                rows={models.map(({ name, summary, trained, serving }) => [
                  <span key="n" className="nowrap">
                    <b>{name}</b> {serving && <span className="tag">{t('serving')}</span>}
                  </span>,
                  summary,
                  trained === undefined ? t('notTrained') : time(trained.at, i18n.language),
                  trained === undefined ? '' : show(trained.fitSeconds, 1),
                  trained === undefined ? '' : show(trained.bytes / 1e6, 1),
                  trained === undefined ? '' : show(trained.entries),
                ])}
              />
            </Card>
            <div className="grid">
              {models.flatMap((model) => (model.trained === undefined ? [] : [<Training key={model.name} model={model} />]))}
            </div>
          </>
        )}
      </Loaded>
      <Loaded name={['evaluations']} ask={api.evaluations} every={15_000}>
        {(reports) => (reports.length === 0 ? <p>{t('noEvaluation')}</p> : <>{reports.map((report) => <Evaluation key={report.split} report={report} />)}</>)}
      </Loaded>
    </>
  )
}

function Training({ model }: { readonly model: ModelInfo }) {
  const { t } = useTranslation()
  const { trained } = model
  if (trained === undefined) return null
  const figures = trained.curves.flatMap((point) => Object.entries(point.figures ?? {}).map(([figure, value]) => ({ seconds: point.seconds, figure, value })))
  return (
    <Card title={t('curves', { model: model.name })}>
      {trained.curves.length > 1 && (
        <Chart
          label={`${t('curves', { model: model.name })}: ${figures.length > 0 ? [...new Set(figures.map(({ figure }) => figure))].join(', ') : t('done')} / ${t('seconds')}`}
          deps={trained.file}
          draw={(plot, width) =>
            plot.plot({
              width,
              height: 180,
              marginLeft: 50,
              x: { label: t('seconds') },
              y: { label: figures.length > 0 ? null : t('done'), grid: true, ticks: 4 },
              color: { legend: figures.length > 0 },
              marks:
                figures.length > 0
                  ? [plot.lineY(figures, { x: 'seconds', y: 'value', stroke: 'figure', marker: 'dot' })]
                  : [plot.lineY(trained.curves, { x: 'seconds', y: 'done', stroke: 'var(--accent)', marker: 'dot' })],
            })
          }
        />
      )}
      <details>
        <summary>{t('params')}</summary>
        <pre>{JSON.stringify(trained.params, null, 2)}</pre>
      </details>
    </Card>
  )
}

function Evaluation({ report }: { readonly report: EvaluationReport }) {
  const { t, i18n } = useTranslation()
  const names = [...new Set(report.models.flatMap((model) => Object.keys(model.metrics)))].filter((name) => shownMetrics.includes(name.split('@')[0] ?? '') && (name.endsWith('@10') || !name.includes('@')))
  const [metric, setMetric] = useState(names.find((name) => name === 'ndcg@10') ?? names[0] ?? '')
  const points = report.models.flatMap((model) => {
    const figure = model.metrics[metric]
    return figure === undefined ? [] : [{ model: model.name, ...figure }]
  })
  const title = t('evaluation', { split: report.split, cases: number(report.cases, i18n.language) })
  return (
    <Card title={title} wide>
      <label>
        {t('metric')}{' '}
        <select value={metric} onChange={(event) => setMetric(event.target.value)}>
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <Chart
        label={`${metric}: ${points.map(({ model, value }) => `${model} ${value.toFixed(4)}`).join(', ')}`}
        deps={`${report.at} ${metric}`}
        draw={(plot, width) =>
          plot.plot({
            width,
            height: 46 + 34 * points.length,
            marginLeft: 110,
            x: { label: metric, grid: true, zero: true },
            y: { label: null, domain: points.map(({ model }) => model) },
            marks: [plot.ruleY(points, { y: 'model', x1: 'low', x2: 'high', stroke: 'var(--accent)', strokeWidth: 3 }), plot.dot(points, { y: 'model', x: 'value', fill: 'var(--text)', r: 4.5 })],
          })
        }
      />
      <Table
        label={title}
        head={[t('model'), ...names, t('fitSeconds')]}
        numeric={names.map((_, index) => index + 1).concat(names.length + 1)}
        rows={report.models.map((model) => [
          <b key="n">{model.name}</b>,
          ...names.map((name) => {
            const figure = model.metrics[name]
            return figure === undefined ? '' : figure.low === figure.value ? figure.value.toFixed(3) : <span key={name} title={`${figure.low.toFixed(4)} – ${figure.high.toFixed(4)}`}>{figure.value.toFixed(4)} <small>[{figure.low.toFixed(4)}, {figure.high.toFixed(4)}]</small></span>
          }),
          number(model.fitSeconds, i18n.language, 1),
        ])}
      />
      {report.comparisons !== undefined && report.comparisons.length > 0 && (
        <>
          <h3>{t('comparisons', { model: report.comparisons[0]?.versus ?? '' })}</h3>
          <Table
            label={t('comparisons', { model: report.comparisons[0]?.versus ?? '' })}
            head={[t('model'), t('metric'), t('difference'), t('significance')]}
            numeric={[2, 3]}
            rows={report.comparisons.map(({ model, metric: name, difference, low, high, p }) => [model, name, `${difference >= 0 ? '+' : ''}${difference.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`, p < 0.001 ? '< 0.001' : p.toFixed(3)])}
          />
        </>
      )}
    </Card>
  )
}
