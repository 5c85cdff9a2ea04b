import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { categoryIn, client, demo, idOf, type PersonAnswer, personOf } from '../api.ts'
import { Notice, Page } from '../page.tsx'
import { Row } from '../row.tsx'
import { useShop } from '../state.tsx'
import { wordsFor } from '../words.ts'
import { History, Items } from './history.tsx'

/** See, correct, switch off, take along, forget: everything the shop can use of one person. */
export function MyData() {
  const { t } = useTranslation()
  const { shopper, language, version, profiling, setProfiling } = useShop()
  const who = idOf(shopper)
  const {
    data: person,
    error,
    refetch,
  } = useQuery({
    queryKey: ['person', who, language, version],
    queryFn: async () => (await personOf(shopper, language)) ?? null,
    placeholderData: (before, query) => (query?.queryKey[1] === who ? before : undefined),
  })

  return (
    <Page title={t('dataTitle')} lead={t('dataIntro')}>
      <label className="card switch">
        <input type="checkbox" checked={profiling} onChange={(event) => void setProfiling(event.target.checked)} />
        <span>
          <b>{t('profilingSwitch')}</b>
          <small>{profiling ? t('profilingUsed') : t('profilingHint')}</small>
        </span>
      </label>
      {error !== null && (
        <Notice title={wordsFor(error, t)} isProblem>
          <button type="button" onClick={() => void refetch()}>
            {t('retry')}
          </button>
        </Notice>
      )}
      {person === undefined && error === null && <Notice title={t('loading')} isBusy />}
      {person === null && <Notice title={t('nothingKept')} />}
      {person != null && (
        <>
          <Row heading={t('theListNow')} k={6} />
          <div className="columns">
            <History person={person} />
            <aside>
              <Known person={person} />
              <Items kind="hidden" items={person.hiddenReasons} />
              <Items kind="notInterested" items={person.notInterested} />
              <section className="leave">
                <h2>{t('yours')}</h2>
                <button type="button" onClick={() => download(person)}>
                  {t('download')}
                </button>
                <Forget />
              </section>
            </aside>
          </div>
        </>
      )}
    </Page>
  )
}

/** Interests as shares of the past, and what else is kept. */
function Known({ person }: { readonly person: PersonAnswer }) {
  const { t } = useTranslation()
  const { language } = useShop()
  const { data: words } = useQuery({ queryKey: ['demo'], queryFn: demo, staleTime: Number.POSITIVE_INFINITY })
  const percent = new Intl.NumberFormat(language, { style: 'percent' })
  const attributes = Object.entries(person.attributes ?? {})
  return (
    <>
      {person.interests.length > 0 && (
        <section>
          <h2>{t('interests')}</h2>
          <dl className="interests">
            {person.interests.slice(0, 8).map(({ category, share }) => (
              <div key={category}>
                <dt>{categoryIn(words, category, language)}</dt>
                <dd>
                  <i aria-hidden="true">
                    <b style={{ width: percent.format(share).replace(/\s/g, '') }} />
                  </i>
                  <span>{percent.format(share)}</span>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {attributes.length > 0 && (
        <section>
          <h2>{t('attributes')}</h2>
          <dl className="facts">
            {attributes.map(([name, value]) => (
              <div key={name}>
                <dt>{t(`attribute.${name}` as 'attribute.age', { defaultValue: name })}</dt>
                <dd>{t(`attributeValue.${value}` as 'attributeValue.f', { defaultValue: String(value) })}</dd>
              </div>
            ))}
          </dl>
          <p className="quiet">{t('attributesHint')}</p>
        </section>
      )}
    </>
  )
}

/** Asks once more, then erases, and shows the receipt. */
function Forget() {
  const { t } = useTranslation()
  const { shopper, changed, setCart, act } = useShop()
  const dialog = useRef<HTMLDialogElement>(null)
  const [receipt, setReceipt] = useState<{ events: number; receipt: string }>()
  const forget = () =>
    act(async () => {
      setReceipt(await client.forget(idOf(shopper)))
      setCart([])
    })
  const close = () => {
    dialog.current?.close()
    if (receipt !== undefined) changed()
  }
  return (
    <>
      <button type="button" className="danger" onClick={() => dialog.current?.showModal()}>
        {t('forget')}
      </button>
      <dialog ref={dialog} aria-labelledby="forget-title" onCancel={close}>
        <h2 id="forget-title">{t('forget')}</h2>
        {receipt === undefined ? (
          <>
            <p>{t('forgetSure')}</p>
            <div className="actions">
              <button type="button" className="danger" onClick={() => void forget()}>
                {t('forgetYes')}
              </button>
              <button type="button" onClick={close}>
                {t('cancel')}
              </button>
            </div>
          </>
        ) : (
          <>
            <p role="status">{t('forgotten', { count: receipt.events })}</p>
            <p className="quiet">
              {t('receipt')}: <code>{receipt.receipt}</code>
            </p>
            <button type="button" className="strong" onClick={close}>
              {t('close')}
            </button>
          </>
        )}
      </dialog>
    </>
  )
}

/** Everything that is kept, as one JSON file. */
function download(person: PersonAnswer): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([JSON.stringify(person, null, 2)], { type: 'application/json' }))
  link.download = `${person.id}.json`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000)
}
