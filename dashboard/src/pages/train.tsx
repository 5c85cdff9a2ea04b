import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type ModelInfo, type TrainingRun } from '../api.ts'
import { duration, moment, percent } from '../format.ts'
import { Choice } from '../parts.tsx'
import { seriesOf } from '../series.ts'
import { stageName } from '../stage.ts'
import { CurveGrid } from './training.tsx'

/** Milliseconds between two questions: while something is trained, and else, since the command line may begin something. */
export const often = 1000
export const seldom = 5000

/** Begins a training of the model, shows how far it is and how it ended, and stops it. */
export function Train({ model }: { readonly model: ModelInfo }) {
  const { t } = useTranslation()
  const { name } = model
  const queries = useQueryClient()
  const { data: run } = useQuery({
    queryKey: ['training', name],
    queryFn: () => api.training(name),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? often : seldom),
  })
  const [problem, setProblem] = useState('')
  const panel = useRef<HTMLDivElement>(null)
  /** Begun or stopped from here: the focus then follows from the one button to the other. */
  const isOurs = useRef(false)
  const isRunning = run?.state === 'running'
  const sight = run === undefined ? undefined : `${run?.run} ${isRunning}`
  const before = useRef(sight)
  useEffect(() => {
    if (sight === before.current) return
    const isFirst = before.current === undefined
    before.current = sight
    if (isFirst) return
    if (isOurs.current) panel.current?.querySelector('button')?.focus()
    if (!isRunning) isOurs.current = false
    void queries.invalidateQueries({ queryKey: ['models'] })
    void queries.invalidateQueries({ queryKey: ['trainings'] })
  }, [sight, isRunning, queries])
  const ask = async (question: () => Promise<TrainingRun>) => {
    setProblem('')
    try {
      isOurs.current = true
      queries.setQueryData(['training', name], await question())
    } catch (error) {
      isOurs.current = false
      setProblem(error instanceof Error ? error.message : String(error))
      await queries.invalidateQueries({ queryKey: ['training', name] })
    }
  }
  return (
    <div className="train" ref={panel}>
      {run?.state === 'running' ? (
        <Running run={run} stop={() => void ask(() => api.stopTraining(name))} />
      ) : (
        <Start model={model} start={(wanted) => void ask(() => api.train(name, wanted))} />
      )}
      {run !== undefined && run !== null && run.state !== 'running' && <Ended run={run} />}
      <p role="alert">{problem !== '' && <span lang="en">{problem}</span>}</p>
      <p role="status" className="sr">
        {run?.state === 'running' && (run.stopping ? t('stoppingTraining') : t('trainingAt', { name, done: percent(Math.floor(run.done * 10) / 10, 'en') }))}
        {run?.state === 'done' && t('trainingDone')}
      </p>
    </div>
  )
}

function Start({ model, start }: { readonly model: ModelInfo; start(wanted: { same: boolean; warm: boolean }): void }) {
  const { t } = useTranslation()
  const isTrained = model.trained !== undefined
  const [from, setFrom] = useState<'same' | 'tuned'>('same')
  const [warm, setWarm] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    start({ same: isTrained && from === 'same', warm: isTrained && model.warm && warm })
  }
  return (
    <form className="start" onSubmit={submit}>
      <button type="submit" className="strong">
        {isTrained ? t('trainAgain') : t('trainNow')}
      </button>
      {isTrained && (
        <Choice
          label={t('params')}
          value={from}
          options={[
            ['same', t('paramsInService')],
            ['tuned', t('paramsTuned')],
          ]}
          choose={setFrom}
        />
      )}
      {isTrained && model.warm && (
        <label className="check">
          <input type="checkbox" checked={warm} onChange={(event) => setWarm(event.target.checked)} /> {t('goOn')}
        </label>
      )}
    </form>
  )
}

function Running({ run, stop }: { readonly run: TrainingRun; stop(): void }) {
  const { t, i18n } = useTranslation()
  const { language } = i18n
  const { done, stage, secondsLeft, startedAt, by, stopping = false } = run
  const left = secondsLeft === undefined ? undefined : duration(Math.max(1, Math.round(secondsLeft)), language)
  const series = seriesOf(run.curves)
  return (
    <>
      <div className="running">
        <h3 id="training-now">{t('trainingNow')}</h3>
        <button type="button" aria-disabled={stopping} onClick={() => !stopping && stop()}>
          {stopping ? t('stoppingTraining') : t('stopTraining')}
        </button>
        <progress max={1} value={done} aria-labelledby="training-now" />
        <p className="pairs">
          <b>{percent(done, language)}</b>
          <span>{left === undefined ? t('noForecast') : t('timeLeft', { time: left })}</span>
          {stage !== '' && <span>{stageName(stage, t)}</span>}
          <small>{t(by === 'server' ? 'begunHere' : 'begunByCommand', { time: moment(startedAt, language) })}</small>
        </p>
      </div>
      {series.length > 0 && <CurveGrid series={series} id={`${run.run} ${run.at}`} />}
    </>
  )
}

function Ended({ run }: { readonly run: TrainingRun }) {
  const { t, i18n } = useTranslation()
  const when = { time: moment(run.at, i18n.language) }
  if (run.state === 'done') return <p className="quiet">{t('trainedAt', when)}</p>
  return (
    <div className={`notice ${run.state === 'failed' ? 'problem' : ''}`} role={run.state === 'failed' ? 'alert' : 'status'}>
      <p>{t(run.state === 'failed' ? 'trainingFailed' : 'trainingStopped', when)}</p>
      {run.problem !== undefined && <small lang="en">{run.problem.message}</small>}
    </div>
  )
}
