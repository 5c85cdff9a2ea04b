import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type ExplanationAnswer, type HeatMap, type Who, whoOf } from '../api.ts'
import { Chart } from '../chart.tsx'
import { Card, Loaded, Table } from '../parts.tsx'

interface Question {
  readonly who: Who
  readonly item: string
  readonly versus: string
}

/** Any person × any item: bars, heat map, counterfactual, contrast. */
export function Inspect() {
  const { t, i18n } = useTranslation()
  const language = i18n.language.startsWith('zh') ? 'zh' : 'en'
  const first = new URLSearchParams(location.search)
  const [person, setPerson] = useState(first.get('person') ?? '')
  const [history, setHistory] = useState('')
  const [item, setItem] = useState(first.get('item') ?? '')
  const [versus, setVersus] = useState('')
  const [question, setQuestion] = useState<Question | undefined>(() => {
    const who = whoOf(first.get('person') ?? '', '')
    return who === undefined ? undefined : { who, item: first.get('item') ?? '', versus: '' }
  })
  const ask = (event: FormEvent) => {
    event.preventDefault()
    const who = whoOf(person, history)
    setQuestion(who === undefined ? undefined : { who, item: item.trim(), versus: versus.trim() })
  }
  const explain = (chosen: string) => {
    setItem(chosen)
    if (question !== undefined) setQuestion({ ...question, item: chosen })
  }
  const key = JSON.stringify(question)
  return (
    <>
      <p className="lead">{t('inspectIntro')}</p>
      <form className="card fields" onSubmit={ask}>
        {(
          [
            ['person', person, setPerson],
            ['history', history, setHistory],
            ['item', item, setItem],
            ['versus', versus, setVersus],
          ] as const
        ).map(([name, value, set]) => (
          <label key={name}>
            {t(name)}
            <input name={name} value={value} onChange={(event) => set(event.target.value)} maxLength={2000} />
          </label>
        ))}
        <button type="submit" className="strong">
          {t('show')}
        </button>
      </form>
      {question !== undefined && (
        <>
          {question.item !== '' && (
            <Loaded name={['explain', key]} ask={() => api.explain(question.who, question.item, question.versus)}>
              {(answer) => <Explained answer={answer} language={language} />}
            </Loaded>
          )}
          <Card title={t('list')} wide>
            <Loaded name={['list', JSON.stringify(question.who)]} ask={() => api.recommend(question.who)}>
              {({ recommendations }) => (
                <Table
                  label={t('list')}
                  head={[t('rank'), t('items'), t('score'), t('reason'), t('proof'), t('explainIt')]}
                  numeric={[0, 2]}
                  rows={recommendations.map(({ rank, item: id, score, product, explanation }) => [
                    rank,
                    product?.title ?? id,
                    score.toFixed(4),
                    explanation?.text[language] ?? '',
                    explanation?.proofText?.[language] ?? t('noProof'),
                    <button key="b" type="button" aria-label={`${t('explainIt')}: ${product?.title ?? id}`} onClick={() => explain(id)}>
                      {t('explainIt')}
                    </button>,
                  ])}
                />
              )}
            </Loaded>
          </Card>
          <Card title={t('heat')} wide>
            <Loaded name={['heat', JSON.stringify(question.who)]} ask={() => api.heatMap(question.who)}>
              {(map) => <Heat map={map} />}
            </Loaded>
          </Card>
        </>
      )}
    </>
  )
}

function Explained({ answer, language }: { readonly answer: ExplanationAnswer; readonly language: 'en' | 'zh' }) {
  const { t } = useTranslation()
  const other = language === 'en' ? 'zh' : 'en'
  return (
    <Card title={`${answer.item} · ${answer.model} · ${answer.method}`} wide>
      <p className="sentence">{answer.text[language]}</p>
      <p className="quiet" lang={other}>
        {answer.text[other]}
      </p>
      {answer.links?.map((link) => <p key={link.en}>{link[language]}</p>)}
      <p className={answer.proof === undefined ? 'quiet' : 'proof'}>
        {answer.proofText?.[language] ?? t('noProof')} {answer.proof?.minimal && <small>({t('minimal')})</small>}
      </p>
      <h3>
        {t('contributions')}: {t('score')} {answer.score.toFixed(6)} = {t('base')} {answer.base.toFixed(6)} + … + {t('residual')} {answer.residual.toExponential(1)}
      </h3>
      <Bars reasons={answer.reasons} />
      {answer.contrast !== undefined && (
        <>
          <h3>{t('contrastTitle', { item: answer.item, versus: answer.contrast.versus })}</h3>
          <p>{answer.contrast.text[language]}</p>
          <Bars reasons={answer.contrast.reasons} />
        </>
      )}
    </Card>
  )
}

/** Contributions as bars from a middle line; the figure stands beside, so colour is never alone. */
function Bars({ reasons }: { readonly reasons: ExplanationAnswer['reasons'] }) {
  const shown = [...reasons].filter((reason) => reason.amount !== 0).sort((a, b) => b.amount - a.amount).slice(0, 20)
  const widest = Math.max(...shown.map((reason) => Math.abs(reason.amount)), 1e-12)
  return (
    <dl className="bars">
      {shown.map((reason, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: reasons have no identity of their own
        <div key={index}>
          <dt>{reason.kind === 'history' ? (reason.name ?? reason.item) : `${reason.kind}${reason.name === undefined ? '' : `: ${reason.name}`}`}</dt>
          <dd>
            <span className={reason.amount < 0 ? 'bar minus' : 'bar'} style={{ width: `${(46 * Math.abs(reason.amount)) / widest}%`, marginInlineStart: reason.amount < 0 ? `${46 - (46 * Math.abs(reason.amount)) / widest}%` : '46%' }} />
            <span className="amount">{reason.amount.toFixed(4)}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}

const mostRows = 25

function Heat({ map }: { readonly map: HeatMap }) {
  const { t } = useTranslation()
  if (map.history.length === 0 || map.items.length === 0) return <p>{t('empty')}</p>
  const rows = [...map.history].sort((a, b) => Math.max(...b.amounts.map(Math.abs)) - Math.max(...a.amounts.map(Math.abs))).slice(0, mostRows)
  const short = (text: string) => (text.length > 34 ? `${text.slice(0, 33)}…` : text)
  const cells = rows.flatMap((entry) => entry.amounts.map((amount, column) => ({ row: short(`${entry.title ?? entry.item}`), column: `${column + 1}. ${short(map.items[column]?.title ?? map.items[column]?.item ?? '')}`, amount })))
  return (
    <Chart
      label={t('heat')}
      deps={map}
      draw={(plot, width) =>
        plot.plot({
          width: Math.max(640, width),
          height: 170 + 22 * rows.length,
          marginLeft: 240,
          marginBottom: 150,
          x: { label: null, tickRotate: -40, domain: [...new Set(cells.map((cell) => cell.column))] },
          y: { label: null, domain: [...new Set(cells.map((cell) => cell.row))] },
          color: { scheme: 'BuRd', pivot: 0, symmetric: true, reverse: true, legend: true, label: t('score') },
          marks: [plot.cell(cells, { x: 'column', y: 'row', fill: 'amount', inset: 1, title: (cell: (typeof cells)[number]) => cell.amount.toFixed(5) })],
        })
      }
    />
  )
}
