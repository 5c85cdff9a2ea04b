import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type EvaluatedModel, type EvaluationReport, type StoredEvaluation } from '../api.ts'
import { Chart } from '../chart.tsx'
import { bytes, duration, exact, number, short, time } from '../format.ts'
import { Card, Choice, Empty, Loaded } from '../parts.tsx'
import { type Column, Table } from '../table.tsx'

export type Figure = EvaluatedModel['metrics'][string]

const accuracy = ['ndcg', 'hr', 'recall', 'mrr', 'map', 'precision', 'auc', 'ctr', 'cascade']
/** Metrics of which less is more: concentration, and the popularity of what is recommended. */
const lowerIsBetter = new Set(['gini', 'arp'])
const stem = (metric: string) => metric.split('@')[0] ?? metric

/** The stored evaluations, one at a time, chosen by split and time: every model a row, every metric a column. */
export function Evaluations({ reports }: { readonly reports: readonly StoredEvaluation[] }) {
  const { t, i18n } = useTranslation()
  const [split, setSplit] = useState<string>()
  const [earlier, setEarlier] = useState<number>()
  const newest = reports.find((one) => one.split === split) ?? reports[0]
  if (newest === undefined) {
    return (
      <Card title={t('evaluation')}>
        <Empty text={t('noEvaluation')} command="candor evaluate" />
      </Card>
    )
  }
  // One that is no longer kept, or of another split, gives way to the newest.
  const at = earlier !== undefined && newest.earlier.includes(earlier) ? earlier : newest.at
  return (
    <Card
      title={t('evaluation')}
      side={
        <div className="choices">
          {reports.length > 1 && (
            <Choice
              label={t('split')}
              value={newest.split}
              options={reports.map((one) => [one.split, t(`splits.${one.split}` as 'splits.time', { defaultValue: one.split })])}
              choose={setSplit}
            />
          )}
          {newest.earlier.length > 0 && (
            <Choice
              label={t('evaluatedAt')}
              value={String(at)}
              options={[newest.at, ...newest.earlier].map((one, index) => {
                const made = exact(one, i18n.language)
                return [String(one), index === 0 ? t('newestOf', { time: made }) : made]
              })}
              choose={(chosen) => setEarlier(Number(chosen))}
            />
          )}
        </div>
      }
    >
      {at === newest.at ? (
        <Chosen report={newest} />
      ) : (
        <Loaded name={['evaluations', newest.split, String(at)]} ask={() => api.evaluation(newest.split, at)}>
          {(report) => <Chosen report={report} />}
        </Loaded>
      )}
    </Card>
  )
}

function Chosen({ report }: { readonly report: EvaluationReport }) {
  const { t, i18n } = useTranslation()
  return (
    <>
      <p className="quiet">
        {t(report.part === 'validation' ? 'evaluatedOnValidation' : 'evaluatedOn', {
          split: t(`splits.${report.split}` as 'splits.time', { defaultValue: report.split }),
          cases: number(report.cases, i18n.language),
          people: number(report.people, i18n.language),
          items: number(report.items, i18n.language),
          time: time(report.at, i18n.language),
          seed: report.seed,
        })}
      </p>
      <Report key={report.split} report={report} />
    </>
  )
}

function Report({ report }: { readonly report: EvaluationReport }) {
  const { t } = useTranslation()
  const all = [...new Set(report.models.flatMap(({ metrics }) => Object.keys(metrics)))]
  const lengths = [...new Set(all.flatMap((metric) => (metric.includes('@') ? [metric.split('@')[1] ?? ''] : [])))]
  const [k, setK] = useState(lengths.includes('10') ? '10' : (lengths[0] ?? ''))
  const [kind, setKind] = useState<'accuracy' | 'beyond'>('accuracy')
  const names = distinct(
    report.models,
    all.filter((metric) => (!metric.includes('@') || metric.endsWith(`@${k}`)) && accuracy.includes(stem(metric)) === (kind === 'accuracy')),
  )
  const [metric, setMetric] = useState(`ndcg@${k}`)
  const shown = names.includes(metric) ? metric : (names[0] ?? '')
  return (
    <>
      <div className="fields">
        <Choice
          label={t('metrics')}
          value={kind}
          options={[
            ['accuracy', t('accuracy')],
            ['beyond', t('beyond')],
          ]}
          choose={setKind}
        />
        <Choice label={t('listLength')} value={k} options={lengths.map((length) => [length, length])} choose={setK} />
        <Choice label={t('drawn')} value={shown} options={names.map((name) => [name, metricName(name, t)])} choose={setMetric} />
      </div>
      <Intervals report={report} metric={shown} />
      <Leaderboard key={`${kind} ${k}`} models={report.models} names={names} first={shown} label={t('evaluation')} />
      <p className="quiet">{t('evaluationHint')}</p>
      <Comparisons report={report} />
      <Groups report={report} metric={shown} />
    </>
  )
}

/** With one held-out item a case, recall is the hit rate and MAP is MRR: what says the same for every model is shown once. */
function distinct(models: readonly EvaluatedModel[], names: readonly string[]): string[] {
  const order = [...names].sort((a, b) => (accuracy.indexOf(stem(a)) + 1 || 99) - (accuracy.indexOf(stem(b)) + 1 || 99))
  return order.filter((name, index) => !order.slice(0, index).some((other) => models.every(({ metrics }) => metrics[name]?.value === metrics[other]?.value)))
}

function metricName(metric: string, t: TFunction): string {
  const [name = metric, k] = metric.split('@')
  return `${t(`metric.${name}` as 'metric.ndcg', { defaultValue: name })}${k === undefined ? '' : `@${k}`}`
}

function Leaderboard({
  models,
  names,
  first,
  label,
}: {
  readonly models: readonly EvaluatedModel[]
  readonly names: readonly string[]
  readonly first: string
  readonly label: string
}) {
  const { t, i18n } = useTranslation()
  const { language } = i18n
  const columns = names.map((name): Column<EvaluatedModel> => {
    const values = models.flatMap(({ metrics }) => (metrics[name] === undefined ? [] : [metrics[name].value]))
    const isLow = lowerIsBetter.has(stem(name))
    const best = isLow ? Math.min(...values) : Math.max(...values)
    const widest = Math.max(...values.map(Math.abs), 1e-12)
    return {
      name,
      head: (
        <>
          {metricName(stem(name), t)}
          {isLow && <span title={t('lower')}> ↓</span>}
        </>
      ),
      isNumber: true,
      sortBy: ({ metrics }) => metrics[name]?.value,
      bar: ({ metrics }) => (metrics[name] === undefined ? undefined : Math.abs(metrics[name].value) / widest),
      cell: ({ metrics }) => <Value figure={metrics[name]} isBest={metrics[name]?.value === best && models.length > 1} />,
    }
  })
  return (
    <Table
      label={label}
      rows={models}
      keyOf={({ name }) => name}
      first={{ column: first, isRising: lowerIsBetter.has(stem(first)) }}
      columns={[
        { name: 'model', head: t('model'), cell: ({ name }) => <b className="nowrap">{name}</b>, sortBy: ({ name }) => name },
        ...columns,
        { name: 'fit', head: t('fit'), isNumber: true, cell: ({ fitSeconds }) => duration(fitSeconds, language), sortBy: ({ fitSeconds }) => fitSeconds },
        { name: 'size', head: t('size'), isNumber: true, cell: ({ bytes: size }) => bytes(size, language), sortBy: ({ bytes: size }) => size },
      ]}
    />
  )
}

function Value({ figure, isBest }: { readonly figure: Figure | undefined; readonly isBest: boolean }) {
  const { t, i18n } = useTranslation()
  const { language } = i18n
  if (figure === undefined) return <>–</>
  const say = (value: number) => (Math.abs(value) < 10 ? number(value, language, 4) : short(value, language))
  return (
    <>
      {isBest ? (
        <b>
          <span aria-hidden="true">★ </span>
          <span className="sr">{t('best')} </span>
          {say(figure.value)}
        </b>
      ) : (
        say(figure.value)
      )}
      {figure.low !== figure.high && (
        <small className="interval">
          {say(figure.low)} – {say(figure.high)}
        </small>
      )}
    </>
  )
}

function Intervals({ report, metric }: { readonly report: EvaluationReport; readonly metric: string }) {
  const { t, i18n } = useTranslation()
  const isLow = lowerIsBetter.has(stem(metric))
  const points = report.models
    .flatMap((model) => {
      const figure = model.metrics[metric]
      return figure === undefined ? [] : [{ model: model.name, ...figure }]
    })
    .sort((a, b) => (isLow ? a.value - b.value : b.value - a.value))
  if (points.length === 0) return null
  const name = metricName(metric, t)
  return (
    <Chart
      label={`${name}: ${points.map(({ model, value }) => `${model} ${number(value, i18n.language, 4)}`).join(', ')}`}
      most={1200}
      deps={`${report.split} ${report.at} ${metric}`}
      draw={(plot, width, language) =>
        plot.plot({
          width,
          height: 54 + 26 * points.length,
          marginLeft: 110,
          marginBottom: 38,
          marginRight: 24,
          style: { fontSize: '12px' },
          x: {
            label: `${name} · ${t('interval')}`,
            labelAnchor: 'center',
            labelArrow: 'none',
            grid: true,
            zero: true,
            nice: true,
            ticks: Math.max(3, Math.round(width / 110)),
            tickFormat: (value: number) => short(value, language),
          },
          y: { label: null, domain: points.map(({ model }) => model), tickSize: 0 },
          marks: [
            plot.ruleY(points, { y: 'model', x1: 'low', x2: 'high', stroke: 'var(--accent)', strokeWidth: 4 }),
            plot.dot(points, { y: 'model', x: 'value', fill: 'var(--text)', stroke: 'var(--card)', r: 5 }),
          ],
        })
      }
    />
  )
}

function Comparisons({ report }: { readonly report: EvaluationReport }) {
  const { t, i18n } = useTranslation()
  const rows = report.comparisons ?? []
  if (rows.length === 0) return null
  const say = (value: number) => `${value >= 0 ? '+' : '−'}${number(Math.abs(value), i18n.language, 4)}`
  return (
    <details>
      <summary>{t('comparisons', { model: rows[0]?.versus ?? '' })}</summary>
      <Table
        label={t('comparisons', { model: rows[0]?.versus ?? '' })}
        rows={rows}
        keyOf={({ model, metric }) => `${model} ${metric}`}
        columns={[
          { name: 'model', head: t('model'), cell: ({ model }) => <b>{model}</b>, sortBy: ({ model }) => model },
          { name: 'metric', head: t('metricName'), cell: ({ metric }) => metricName(metric, t), sortBy: ({ metric }) => metric },
          {
            name: 'difference',
            head: t('difference'),
            isNumber: true,
            sortBy: ({ difference }) => difference,
            cell: ({ difference, low, high }) => (
              <>
                {say(difference)} <small className="interval">{`${say(low)} – ${say(high)}`}</small>
              </>
            ),
          },
          { name: 'p', isNumber: true, cell: ({ p }) => (p < 0.001 ? '< 0.001' : number(p, i18n.language, 3)), sortBy: ({ p }) => p },
        ]}
      />
    </details>
  )
}

/** Fairness that counts: the same figure for each group of people. */
function Groups({ report, metric }: { readonly report: EvaluationReport; readonly metric: string }) {
  const { t, i18n } = useTranslation()
  const attributes = [...new Set(report.models.flatMap(({ groups }) => Object.keys(groups ?? {})))]
  return (
    <>
      {attributes.map((attribute) => {
        const groups = [...new Set(report.models.flatMap(({ groups: of }) => Object.keys(of?.[attribute] ?? {})))]
        return (
          <details key={attribute}>
            <summary>{t('byGroup', { attribute, metric: metricName(metric, t) })}</summary>
            <Table
              label={t('byGroup', { attribute, metric: metricName(metric, t) })}
              rows={groups}
              keyOf={(group) => group}
              columns={[
                { name: attribute, cell: (group) => <b>{group}</b>, sortBy: (group) => group },
                {
                  name: 'people',
                  head: t('people'),
                  isNumber: true,
                  cell: (group) => number(report.models[0]?.groups?.[attribute]?.[group]?.people ?? 0, i18n.language),
                },
                ...report.models.map(
                  (model): Column<string> => ({
                    name: model.name,
                    isNumber: true,
                    sortBy: (group) => model.groups?.[attribute]?.[group]?.metrics[metric]?.value,
                    cell: (group) => <Value figure={model.groups?.[attribute]?.[group]?.metrics[metric]} isBest={false} />,
                  }),
                ),
              ]}
            />
          </details>
        )
      })}
    </>
  )
}
