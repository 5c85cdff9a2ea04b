import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Question, whoOf } from '../api.ts'
import { number } from '../format.ts'
import { Card, Choice, Empty, Loaded } from '../parts.tsx'
import { Table } from '../table.tsx'
import { Explained } from './explained.tsx'
import { Heat } from './heat.tsx'

interface Asked {
  readonly person: string
  readonly history: string
  readonly model: string
  readonly method: string
  readonly item: string
  readonly versus: string
}

const fields = ['person', 'history', 'model', 'method', 'item', 'versus'] as const
const methods = ['terms', 'leave-one-out'] as const

function fromAddress(): Asked {
  const search = new URLSearchParams(location.search)
  return Object.fromEntries(fields.map((field) => [field, search.get(field) ?? ''])) as unknown as Asked
}

/** Any person × any item: bars, heat map, counterfactual, contrast. What is asked stands in the address, so that it can be sent to somebody. */
export function Inspect() {
  const { t } = useTranslation()
  const [asked, setAsked] = useState(fromAddress)
  const set = (change: Partial<Asked>) => setAsked((old) => ({ ...old, ...change }))
  useEffect(() => {
    const search = new URLSearchParams(fields.filter((field) => asked[field] !== '').map((field) => [field, asked[field]]))
    history.replaceState(history.state, '', `${location.pathname}${search.size > 0 ? `?${search}` : ''}`)
  }, [asked])
  const who = whoOf(asked.person, asked.history)
  const question = who === undefined ? undefined : { ...who, ...(asked.model === '' ? {} : { model: asked.model }) }
  return (
    <>
      <p className="lead">{t('inspectIntro')}</p>
      <Ask asked={asked} set={set} />
      {question === undefined ? <Empty text={t('askWho')} /> : <Answers key={JSON.stringify(question)} question={question} asked={asked} set={set} />}
    </>
  )
}

function Ask({ asked, set }: { readonly asked: Asked; set(change: Partial<Asked>): void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(asked)
  const { data: personas = [] } = useQuery({ queryKey: ['personas'], queryFn: api.personas })
  const { data: models = [] } = useQuery({ queryKey: ['models'], queryFn: api.models })
  useEffect(() => setTyped(asked), [asked])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const isSame = typed.person === asked.person && typed.history === asked.history
    set({ ...typed, ...(isSame ? {} : { item: typed.item === asked.item ? '' : typed.item, versus: '' }) })
  }
  const field = (name: 'person' | 'history' | 'item', hint: string) => (
    <label>
      <span>{t(name === 'item' ? 'itemToExplain' : name)}</span>
      <input
        name={name}
        value={typed[name]}
        placeholder={hint}
        list={name === 'person' ? 'people' : undefined}
        onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
        maxLength={2000}
      />
    </label>
  )
  return (
    <form className="card fields" onSubmit={submit}>
      {field('person', 'session:ID')}
      <datalist id="people">
        {personas.map((persona) => (
          <option key={persona} value={persona} />
        ))}
      </datalist>
      {field('history', 'A, B, C')}
      {field('item', t('bestOfList'))}
      <Choice
        label={t('model')}
        value={typed.model}
        options={[['', t('servingModel')], ...models.flatMap(({ name, trained }) => (trained === undefined ? [] : [[name, name] as const]))]}
        choose={(model) => setTyped({ ...typed, model })}
      />
      <Choice
        label={t('methodName')}
        value={typed.method}
        options={[['', t('exact')], ...methods.map((name) => [name, t(`method.${name}`)] as const)]}
        choose={(method) => setTyped({ ...typed, method })}
      />
      <button type="submit" className="strong">
        {t('show')}
      </button>
    </form>
  )
}

function Answers({ question, asked, set }: { readonly question: Question; readonly asked: Asked; set(change: Partial<Asked>): void }) {
  const { t, i18n } = useTranslation()
  const { language } = i18n
  const key = JSON.stringify(question)
  const explained = useRef<HTMLDivElement>(null)
  const explain = (item: string) => {
    set({ item, versus: '' })
    explained.current?.scrollIntoView({ block: 'nearest' })
  }
  return (
    <Loaded name={['list', key, language]} ask={() => api.recommend(question, language)}>
      {({ recommendations, profiling }) => {
        const listed = recommendations.map(({ item, product }) => ({ item, title: product?.title ?? item }))
        const item = asked.item === '' ? (listed[0]?.item ?? '') : asked.item
        const best = Math.max(...recommendations.map(({ score }) => Math.abs(score)), 1e-12)
        return (
          <>
            {!profiling && <p className="notice">{t('noProfiling')}</p>}
            <div className="two">
              <Card title={t('list')}>
                <Table
                  label={t('list')}
                  rows={recommendations}
                  keyOf={(row) => row.item}
                  isChosen={(row) => row.item === item}
                  columns={[
                    { name: 'rank', head: '#', isNumber: true, cell: ({ rank }) => rank },
                    {
                      name: 'item',
                      head: t('item'),
                      cell: ({ item: id, product, explanation }) => (
                        <>
                          <button type="button" className="link" aria-pressed={id === item} onClick={() => explain(id)}>
                            {product?.title ?? id}
                          </button>
                          <small className="finding">{explanation?.chip?.[language.startsWith('zh') ? 'zh' : 'en']}</small>
                        </>
                      ),
                    },
                    {
                      name: 'score',
                      head: t('score'),
                      isNumber: true,
                      cell: ({ score }) => number(score, language, 4),
                      bar: ({ score }) => Math.abs(score) / best,
                    },
                  ]}
                />
              </Card>
              <div ref={explained}>
                {item === '' ? (
                  <Empty text={t('empty')} />
                ) : (
                  <Loaded
                    name={['explain', key, item, asked.method, language]}
                    ask={() => api.explain(question, language, item, asked.method === '' ? {} : { method: asked.method })}
                  >
                    {(answer) => (
                      <Explained answer={answer} question={question} listed={listed} versus={asked.versus} setVersus={(versus) => set({ item, versus })} />
                    )}
                  </Loaded>
                )}
              </div>
            </div>
            <Card title={t('heat')}>
              <Loaded name={['heat', key, language]} ask={() => api.heatMap(question, language)}>
                {(map) => <Heat map={map} chosen={item} choose={explain} />}
              </Loaded>
            </Card>
          </>
        )
      }}
    </Loaded>
  )
}
