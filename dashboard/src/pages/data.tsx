import { useTranslation } from 'react-i18next'
import { api, type DataQuality } from '../api.ts'
import { Chart } from '../chart.tsx'
import { Card, Loaded, number, Table, time } from '../parts.tsx'

export function Data() {
  const { t, i18n } = useTranslation()
  const show = (value: number) => number(value, i18n.language)
  return (
    <>
      <p className="lead">{t('qualityIntro')}</p>
      <Loaded name={['quality']} ask={api.quality}>
        {(report) => (
          <>
            <Card wide>
              <Table
                label={t('distributions')}
                head={[t('state'), t('events'), t('people'), t('items')]}
                numeric={[1, 2, 3]}
                rows={[
                  [t('before'), show(report.before.events), show(report.before.people), show(report.before.items)],
                  [t('after'), show(report.after.events), show(report.after.people), show(report.after.items)],
                ]}
              />
            </Card>
            <Card title={t('steps')} wide>
              <Table
                label={t('steps')}
                head={[t('step'), t('state'), t('removed'), t('changed'), t('why')]}
                numeric={[2, 3]}
                rows={report.steps.map((step) => [<b key="n">{step.name}</b>, step.on ? t('on') : t('off'), show(step.removed), show(step.changed), step.summary])}
              />
            </Card>
            <div className="grid">
              {(report.histograms ?? []).map((histogram) => (
                <Card key={histogram.name} title={histogram.name}>
                  <Histogram histogram={histogram} />
                </Card>
              ))}
            </div>
          </>
        )}
      </Loaded>
      <Card title={t('imports')} wide>
        <Loaded name={['imports']} ask={api.imports}>
          {(files) =>
            files.length === 0 ? (
              <p>{t('empty')}</p>
            ) : (
              <Table
                label={t('imports')}
                head={[t('when'), t('file'), t('rows'), t('stored'), t('there'), t('rejected'), t('duplicates'), t('returns')]}
                numeric={[2, 3, 4, 5, 6, 7]}
                rows={files.map((file) => [time(file.at, i18n.language), file.file, show(file.rows), show(file.stored), show(file.alreadyThere), show(file.rejected), show(file.duplicates), `${show(file.returns.matched)} / ${show(file.returns.matched + file.returns.unmatched)}`])}
              />
            )
          }
        </Loaded>
      </Card>
    </>
  )
}

/** Before as an outline, after filled: told apart without colour. */
function Histogram({ histogram }: { readonly histogram: NonNullable<DataQuality['histograms']>[number] }) {
  const { t } = useTranslation()
  return (
    <Chart
      label={`${histogram.name}: ${t('before')} ▭ ${t('after')} ■`}
      deps={histogram}
      draw={(plot, width) =>
        plot.plot({
          width,
          height: 190,
          marginLeft: 56,
          x: { label: t('value'), ...(histogram.log ? { type: 'log' } : {}) },
          y: { label: t('count'), grid: true, tickFormat: 's', ticks: 4 },
          marks: [
            plot.rectY(histogram.bins, { x1: 'from', x2: 'to', y: 'after', fill: 'var(--accent)', fillOpacity: 0.75 }),
            plot.rectY(histogram.bins, { x1: 'from', x2: 'to', y: 'before', fill: 'none', stroke: 'var(--text)', strokeWidth: 1 }),
            plot.ruleY([0]),
          ],
        })
      }
    />
  )
}
