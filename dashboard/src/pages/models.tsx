import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type ModelInfo } from '../api.ts'
import { bytes, duration, number, percent, time } from '../format.ts'
import { Card, Empty, Loaded, State } from '../parts.tsx'
import { Table } from '../table.tsx'
import { Evaluations } from './evaluation.tsx'
import { often, seldom, Train } from './train.tsx'
import { Curves } from './training.tsx'

export function Models() {
  return (
    <>
      <Loaded name={['models']} ask={api.models} every={10_000}>
        {(models) => <List models={models} />}
      </Loaded>
      <Loaded name={['evaluations']} ask={api.evaluations} every={15_000}>
        {(reports) => <Evaluations reports={reports} />}
      </Loaded>
    </>
  )
}

function List({ models }: { readonly models: readonly ModelInfo[] }) {
  const { t, i18n } = useTranslation()
  const { language } = i18n
  const [name, setName] = useState<string>()
  const { data: runs = [] } = useQuery({
    queryKey: ['trainings'],
    queryFn: api.trainings,
    refetchInterval: (query) => (query.state.data?.some(({ state }) => state === 'running') ? often : seldom),
  })
  const progress = (model: ModelInfo) => runs.find((run) => run.model === model.name && run.state === 'running')?.done
  const detail = useRef<HTMLDivElement>(null)
  const chosen = models.find((model) => model.name === name) ?? models.find(({ serving }) => serving) ?? models.find(({ trained }) => trained !== undefined)
  const choose = (next: string) => {
    setName(next)
    // On a phone the details are below the fold of the list.
    requestAnimationFrame(() => detail.current?.scrollIntoView({ block: 'nearest' }))
  }
  return (
    <>
      <Card
        title={t('allModels')}
        side={<span className="quiet">{t('trainedOf', { trained: models.filter(({ trained }) => trained !== undefined).length, all: models.length })}</span>}
      >
        <Table
          label={t('models')}
          rows={models}
          keyOf={(model) => model.name}
          isChosen={(model) => model === chosen}
          columns={[
            {
              name: 'model',
              head: t('model'),
              cell: (model) => (
                <span className="nowrap">
                  <button type="button" className="link" aria-pressed={model === chosen} onClick={() => choose(model.name)}>
                    {model.name}
                  </button>{' '}
                  {model.serving && <span className="tag">{t('serving')}</span>}
                </span>
              ),
              sortBy: (model) => model.name,
            },
            {
              name: 'what',
              head: t('what'),
              cell: (model) => (
                <span className="wide-cell">
                  <Summary model={model} />
                </span>
              ),
            },
            {
              name: 'trained',
              head: t('trained'),
              cell: (model) => (
                <>
                  {model.trained === undefined ? (
                    <State state="plain">{t('notTrained')}</State>
                  ) : (
                    <span className="nowrap">{time(model.trained.at, language)}</span>
                  )}
                  <Share done={progress(model)} />
                </>
              ),
              sortBy: ({ trained }) => trained?.at,
            },
            {
              name: 'fit',
              head: t('fit'),
              isNumber: true,
              cell: ({ trained }) => trained && duration(trained.fitSeconds, language),
              sortBy: ({ trained }) => trained?.fitSeconds,
            },
            {
              name: 'size',
              head: t('size'),
              isNumber: true,
              cell: ({ trained }) => trained && bytes(trained.bytes, language),
              sortBy: ({ trained }) => trained?.bytes,
            },
          ]}
        />
      </Card>
      {chosen !== undefined && (
        <div ref={detail}>
          <Detail key={chosen.name} model={chosen} />
        </div>
      )}
    </>
  )
}

/** How far a model's training is, where one is under way. */
function Share({ done }: { readonly done: number | undefined }) {
  const { t, i18n } = useTranslation()
  return done === undefined ? null : <small className="nowrap share">{t('trainedShare', { done: percent(done, i18n.language) })}</small>
}

function Summary({ model: { name, summary } }: { readonly model: ModelInfo }) {
  const { t } = useTranslation()
  return <>{t(`summary.${name}` as 'summary.popular', { defaultValue: summary })}</>
}

function Detail({ model }: { readonly model: ModelInfo }) {
  const { t, i18n } = useTranslation()
  const { language } = i18n
  const { name, trained, paper } = model
  return (
    <Card title={name} side={model.serving ? <span className="tag">{t('serving')}</span> : undefined}>
      <p>
        <Summary model={model} /> <small lang="en">{paper}</small>
      </p>
      <Train model={model} />
      {trained === undefined ? (
        <Empty text={t('trainIt')} command={`candor train --model ${name}`} />
      ) : (
        <>
          <dl className="tiles small">
            {(
              [
                [t('trained'), time(trained.at, language)],
                [t('fit'), duration(trained.fitSeconds, language)],
                [t('size'), bytes(trained.bytes, language)],
                [t('entries'), number(trained.entries, language)],
                [t('people'), number(trained.people, language)],
                [t('items'), number(trained.items, language)],
                [t('seed'), String(trained.seed)],
              ] as const
            ).map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <Curves curves={trained.curves} id={trained.file} />
          <h3>{t('params')}</h3>
          <dl className="pairs">
            {Object.entries(trained.params).map(([param, value]) => (
              <div key={param}>
                <dt>{param}</dt>
                <dd>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
              </div>
            ))}
          </dl>
          {model.versions !== undefined && <Versions name={name} versions={model.versions} />}
        </>
      )}
    </Card>
  )
}

/** Every version on disk; one press puts an earlier one back, after asking. */
function Versions({ name, versions }: { readonly name: string; readonly versions: NonNullable<ModelInfo['versions']> }) {
  const { t, i18n } = useTranslation()
  const { language } = i18n
  const queries = useQueryClient()
  const dialog = useRef<HTMLDialogElement>(null)
  const [wanted, setWanted] = useState<number>()
  const [problem, setProblem] = useState('')
  const rollBack = async () => {
    if (wanted === undefined) return
    try {
      await api.rollBack(name, wanted)
      dialog.current?.close()
      await queries.invalidateQueries({ queryKey: ['models'] })
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <>
      <h3>{t('versions')}</h3>
      <Table
        label={t('versions')}
        rows={versions}
        keyOf={({ file }) => file}
        columns={[
          { name: 'trained', head: t('trained'), cell: ({ at }) => <span className="nowrap">{time(at, language)}</span> },
          { name: 'entries', head: t('entries'), isNumber: true, cell: ({ entries }) => number(entries, language) },
          { name: 'fit', head: t('fit'), isNumber: true, cell: ({ fitSeconds }) => duration(fitSeconds, language) },
          { name: 'size', head: t('size'), isNumber: true, cell: ({ bytes: size }) => bytes(size, language) },
          {
            name: 'state',
            head: t('state'),
            cell: ({ at, inService }) =>
              inService ? (
                <State state="good">{t('inService')}</State>
              ) : (
                <button
                  type="button"
                  aria-label={`${t('rollBack')}: ${time(at, language)}`}
                  onClick={() => {
                    setProblem('')
                    setWanted(at)
                    dialog.current?.showModal()
                  }}
                >
                  {t('rollBack')}
                </button>
              ),
          },
        ]}
      />
      <dialog ref={dialog} aria-labelledby="roll-back-title">
        <h2 id="roll-back-title">{t('rollBackTitle', { name })}</h2>
        <p>{wanted !== undefined && t('rollBackSure', { time: time(wanted, language) })}</p>
        <p role="alert">{problem}</p>
        <p className="actions">
          <button type="button" className="strong" onClick={() => void rollBack()}>
            {t('rollBack')}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            {t('cancel')}
          </button>
        </p>
      </dialog>
    </>
  )
}
