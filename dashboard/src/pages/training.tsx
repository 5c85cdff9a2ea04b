import { useTranslation } from 'react-i18next'
import type { TrainedModel } from '../../../engine/src/service/contract.ts'
import { Chart } from '../chart.tsx'
import { duration, short } from '../format.ts'
import { lastFigures, type Series, seriesOf, stagesOf } from '../series.ts'
import { stageName } from '../stage.ts'

/** How a training went: a chart for every figure that was reported again and again, the stages, and what it ended with. */
export function Curves({ curves, id }: { readonly curves: TrainedModel['curves']; readonly id: string }) {
  const { t, i18n } = useTranslation()
  const { language } = i18n
  const series = seriesOf(curves)
  const stages = stagesOf(curves)
  const figures = lastFigures(curves)
  const slowest = Math.max(...stages.map(({ seconds }) => seconds), 1e-9)
  return (
    <>
      <h3>{t('training')}</h3>
      {series.length > 0 ? <CurveGrid series={series} id={id} /> : <p className="quiet below">{t('noCurve')}</p>}
      <div className="grid">
        {stages.length > 1 && (
          <dl className="bars">
            {stages.map(({ stage, seconds }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a stage may come again
              <div key={index}>
                <dt>{stageName(stage, t)}</dt>
                <dd>
                  <span className="bar" style={{ width: `${(74 * seconds) / slowest}%` }} />
                  <span className="amount">{duration(seconds, language)}</span>
                </dd>
              </div>
            ))}
          </dl>
        )}
        {figures.length > 0 && (
          <dl className="pairs">
            {figures.map(([figure, value]) => (
              <div key={figure}>
                <dt>{figure}</dt>
                <dd>{short(value, language)}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </>
  )
}

/** A chart a series; `id` changes with what they show. */
export function CurveGrid({ series, id }: { readonly series: readonly Series[]; readonly id: string }) {
  const withStage = new Set(series.map(({ stage }) => stage)).size > 1
  return (
    <div className="grid curves">
      {series.map((one) => (
        <Curve key={`${one.stage} ${one.figure}`} series={one} id={id} withStage={withStage} />
      ))}
    </div>
  )
}

function Curve({ series, id, withStage }: { readonly series: Series; readonly id: string; readonly withStage: boolean }) {
  const { t, i18n } = useTranslation()
  const { points, best, figure, stage, axis } = series
  const say = (value: number) => short(value, i18n.language)
  const last = points[points.length - 1]
  return (
    <figure>
      <h4>
        {figure} {withStage && <small>{stageName(stage, t)}</small>}
      </h4>
      <Chart
        label={t('curveLabel', { figure, first: say(points[0]?.value ?? 0), last: say(last?.value ?? 0), best: say(best.value), at: best.x, axis: t(axis) })}
        deps={`${id} ${stage} ${figure} ${points.length}`}
        draw={(plot, width, language) =>
          plot.plot({
            width,
            height: 210,
            marginLeft: 58,
            marginBottom: 38,
            marginRight: 16,
            style: { fontSize: '12px' },
            x: {
              label: t(axis),
              labelAnchor: 'center',
              labelArrow: 'none',
              ticks: Math.min(8, points.length),
              tickFormat: (x: number) => (Number.isInteger(x) ? String(x) : ''),
            },
            y: { label: figure, labelArrow: 'none', grid: true, ticks: 5, nice: true, tickFormat: (value: number) => short(value, language) },
            marks: [
              plot.lineY(points, { x: 'x', y: 'value', stroke: 'var(--accent)', strokeWidth: 2 }),
              ...(points.length <= 40 ? [plot.dot(points, { x: 'x', y: 'value', fill: 'var(--accent)', r: 2.5 })] : []),
              plot.dot([best], { x: 'x', y: 'value', stroke: 'var(--text)', fill: 'var(--card)', r: 5, strokeWidth: 2 }),
              plot.tip(
                points,
                plot.pointerX({
                  x: 'x',
                  y: 'value',
                  fill: 'var(--card)',
                  title: (point: (typeof points)[number]) =>
                    `${t(axis)} ${point.x}\n${figure} ${short(point.value, language)}\n${duration(point.seconds, language)}`,
                }),
              ),
            ],
          })
        }
      />
      <p className="legend">
        <span>
          <i className="dot" aria-hidden="true" /> {t('bestAt', { value: say(best.value), axis: t(axis), at: best.x })}
        </span>
      </p>
    </figure>
  )
}
