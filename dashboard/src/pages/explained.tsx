import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type ExplanationAnswer, type Question } from '../api.ts'
import { number, percent, short } from '../format.ts'
import { Card, Choice, Loaded, State } from '../parts.tsx'

type Listed = { readonly item: string; readonly title: string }

/** All that can be said of one item in one list: sentence, facts, sum, proof, what if, and why not another. */
export function Explained({
  answer,
  question,
  listed,
  versus,
  setVersus,
}: {
  readonly answer: ExplanationAnswer
  readonly question: Question
  readonly listed: readonly Listed[]
  readonly versus: string
  setVersus(item: string): void
}) {
  const { t, i18n } = useTranslation()
  const language = i18n.language.startsWith('zh') ? 'zh' : 'en'
  const other = language === 'en' ? 'zh' : 'en'
  const title = useTitle(answer.item, listed)
  const say = (value: number) => number(value, language, 4)
  return (
    <Card
      title={title}
      side={
        <span className="quiet">
          {answer.model} · {t(`method.${answer.method}` as 'method.terms', { defaultValue: answer.method })}
        </span>
      }
    >
      <p className="sentence">{answer.text[language]}</p>
      <p className="quiet" lang={other}>
        {answer.text[other]}
      </p>
      {answer.links !== undefined && answer.links.length > 0 && (
        <ul className="facts">
          {answer.links.map((link) => (
            <li key={link.en}>{link[language]}</li>
          ))}
        </ul>
      )}
      <Proof answer={answer} language={language} />
      <h3>{t('contributions')}</h3>
      <p className="sum">
        {t('base')} {say(answer.base)} + Σ {say(answer.reasons.reduce((sum, { amount }) => sum + amount, 0))} + {t('residual')}{' '}
        {short(answer.residual, language)} ={' '}
        <b>
          {t('score')} {say(answer.score)}
        </b>
      </p>
      <WhatIf key={answer.item} answer={answer} question={question} listed={listed} />
      <h3>{t('contrast')}</h3>
      <Choice
        label={t('versus')}
        value={versus}
        options={[['', t('choose')], ...listed.filter(({ item }) => item !== answer.item).map(({ item, title: name }) => [item, name] as const)]}
        choose={setVersus}
      />
      {versus !== '' && (
        <Loaded
          name={['contrast', JSON.stringify([question, answer.item, versus]), language]}
          ask={() => api.explain(question, language, answer.item, { versus })}
        >
          {({ contrast }) =>
            contrast === undefined ? null : (
              <div className="contrast">
                <p className="sentence">{contrast.text[language]}</p>
                <p className="sum">{t('margin', { margin: `${contrast.margin < 0 ? '−' : '+'}${say(Math.abs(contrast.margin))}` })}</p>
                <Bars reasons={contrast.reasons} />
              </div>
            )
          }
        </Loaded>
      )}
    </Card>
  )
}

function Proof({ answer, language }: { readonly answer: ExplanationAnswer; readonly language: 'en' | 'zh' }) {
  const { t } = useTranslation()
  const { proof } = answer
  if (proof === undefined) return <p className="proof none">{t('noProof')}</p>
  return (
    <div className="proof">
      <p>
        {answer.proofText?.[language]} {answer.insteadText?.[language]}
      </p>
      <p className="checked">
        <State state="good">{t('checked', { before: proof.rankBefore, after: proof.rankAfter })}</State>
        <small>{proof.minimal ? t('minimal') : t('notMinimal')}</small>
      </p>
    </div>
  )
}

/** Contributions as bars; those of the history can be ticked, and the list without them is asked for. */
function WhatIf({ answer, question, listed }: { readonly answer: ExplanationAnswer; readonly question: Question; readonly listed: readonly Listed[] }) {
  const { t, i18n } = useTranslation()
  const [gone, setGone] = useState<readonly string[]>([])
  const [asked, setAsked] = useState<readonly string[]>([])
  return (
    <>
      <Bars reasons={answer.reasons} gone={gone} setGone={setGone} />
      <p className="actions">
        <button type="button" disabled={gone.length === 0} onClick={() => setAsked(gone)}>
          {t('listWithout', { count: gone.length })}
        </button>
      </p>
      {asked.length > 0 && (
        <Loaded
          name={['without', JSON.stringify([question, answer.item, asked])]}
          ask={() => api.explain(question, i18n.language, answer.item, { without: asked })}
        >
          {({ instead }) => (instead === undefined ? null : <BeforeAfter before={instead.before} after={instead.after} listed={listed} focus={answer.item} />)}
        </Loaded>
      )}
    </>
  )
}

function BeforeAfter({
  before,
  after,
  listed,
  focus,
}: {
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly listed: readonly Listed[]
  readonly focus: string
}) {
  const { t } = useTranslation()
  return (
    <div className="grid lists">
      {(
        [
          ['before', before, after],
          ['after', after, before],
        ] as const
      ).map(([name, items, others]) => (
        <div key={name}>
          <h4>{t(name)}</h4>
          <ol>
            {items.map((item) => (
              <li key={item} className={`${others.includes(item) ? '' : name === 'before' ? 'out' : 'in'} ${item === focus ? 'focus' : ''}`}>
                <Title item={item} listed={listed} /> {!others.includes(item) && <small>{name === 'before' ? t('leaves') : t('comes')}</small>}
              </li>
            ))}
          </ol>
        </div>
      ))}
    </div>
  )
}

function Title({ item, listed }: Pick<Listed, 'item'> & { readonly listed: readonly Listed[] }) {
  return <>{useTitle(item, listed)}</>
}

/** The title of an item: from the list where it stands there, else asked for; its id until then. */
function useTitle(item: string, listed: readonly Listed[]): string {
  const { i18n } = useTranslation()
  const here = listed.find((one) => one.item === item)?.title
  const { data } = useQuery({ queryKey: ['item', item], queryFn: () => api.item(item), enabled: here === undefined, staleTime: Number.POSITIVE_INFINITY })
  const local = data?.attributes?.[`title_${i18n.language}`]
  return here ?? (typeof local === 'string' ? local : data?.title) ?? item
}

const mostBars = 20

/** Contributions from a middle line; the figure stands beside, so colour is never alone. */
function Bars({
  reasons,
  gone,
  setGone,
}: {
  readonly reasons: ExplanationAnswer['reasons']
  readonly gone?: readonly string[]
  setGone?(items: readonly string[]): void
}) {
  const { t, i18n } = useTranslation()
  const shown = reasons.filter(({ amount }) => amount !== 0).sort((a, b) => b.amount - a.amount)
  const kept = shown.length > mostBars ? [...shown].sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount)).slice(0, mostBars) : shown
  const bars = shown.filter((reason) => kept.includes(reason))
  const widest = Math.max(...bars.map(({ amount }) => Math.abs(amount)), 1e-12)
  const hasMinus = bars.some(({ amount }) => amount < 0)
  const [origin, room] = hasMinus ? [36, 36] : [0, 74]
  if (bars.length === 0) return <p className="quiet">{t('noContributions')}</p>
  return (
    <>
      <dl className="bars">
        {bars.map((reason, index) => {
          const width = (room * Math.abs(reason.amount)) / widest
          const kind = t(`kind.${reason.kind}` as 'kind.others', { defaultValue: reason.kind })
          const name =
            reason.kind === 'history'
              ? (reason.name ?? reason.item ?? '')
              : reason.name === undefined || reason.kind === 'popularity'
                ? kind
                : `${kind}${t('colon')}${reason.name}`
          const { item } = reason
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: reasons have no identity of their own
            <div key={index}>
              <dt title={name}>
                {gone !== undefined && setGone !== undefined && item !== undefined && reason.kind === 'history' ? (
                  <label>
                    <input
                      type="checkbox"
                      aria-label={`${t('takeAway')}: ${name}`}
                      checked={gone.includes(item)}
                      onChange={(event) => setGone(event.target.checked ? [...gone, item] : gone.filter((one) => one !== item))}
                    />{' '}
                    {name}
                  </label>
                ) : (
                  name
                )}
              </dt>
              <dd>
                <span
                  className={reason.amount < 0 ? 'bar minus' : 'bar'}
                  style={{ width: `${width}%`, marginInlineStart: `${reason.amount < 0 ? origin - width : origin}%` }}
                />
                <span className="amount">
                  {reason.amount < 0 ? '−' : '+'}
                  {number(Math.abs(reason.amount), i18n.language, 4)} <small>{percent(reason.share, i18n.language)}</small>
                </span>
              </dd>
            </div>
          )
        })}
      </dl>
      {shown.length > bars.length && <p className="quiet">{t('moreBars', { count: shown.length - bars.length })}</p>}
    </>
  )
}
