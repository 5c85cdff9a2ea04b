import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { client, idOf, personOf } from '../api.ts'
import { Row } from '../row.tsx'
import { useShop } from '../state.tsx'

const firstLines = 20

/** See, correct, switch off, forget: everything the shop can use of one person. */
export function MyData() {
  const { t } = useTranslation()
  const { shopper, language, version, changed } = useShop()
  const [all, setAll] = useState(false)
  const [said, setSaid] = useState('')
  const { data: person, error, isPending, refetch } = useQuery({ queryKey: ['person', idOf(shopper), version], queryFn: async () => (await personOf(shopper)) ?? null })

  const then = async (work: Promise<unknown>) => {
    await work
    changed()
    await refetch()
  }
  const forget = async () => {
    if (!confirm(t('forgetSure'))) return
    const receipt = await client.forget(idOf(shopper))
    setSaid(`${t('forgotten', { events: receipt.events })} ${t('receipt')}: ${receipt.receipt}`)
    changed()
    await refetch()
  }
  const feedback = (kind: 'hide_reason' | 'clear', item: string) => then(client.feedback({ ...shopper, kind, item }))
  const events = person == null ? [] : [...person.events].reverse()
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })

  return (
    <>
      <h1>{t('dataTitle')}</h1>
      <p className="lead">{t('dataIntro')}</p>
      <p role="status" className="said">
        {said}
      </p>
      {error !== null && <p role="alert">{t('failed', { message: error.message })}</p>}
      {isPending && <p aria-busy="true">{t('loading')}</p>}
      {person === null && <p>{t('nothingKept')}</p>}
      {person != null && (
        <>
          <Row heading={t('theListNow')} k={6} />
          <div className="columns">
            <section>
              <h2>{t('history')}</h2>
              <ul className="lines">
                {(all ? events : events.slice(0, firstLines)).map((event) => (
                  <li key={event.id}>
                    <span className="kind">{t(`event.${event.event}` as 'event.view_item')}</span>
                    {event.item === undefined ? <span>{event.query}</span> : <Link href={`/product/${encodeURIComponent(event.item)}`}>{event.title ?? event.item}</Link>}
                    <time dateTime={new Date(event.at).toISOString()}>{when.format(event.at)}</time>
                    <button type="button" aria-label={`${t('remove')}: ${event.title ?? event.query ?? event.item ?? ''}`} onClick={() => void then(client.removeEvent(idOf(shopper), event.id))}>
                      {t('remove')}
                    </button>
                    {event.item !== undefined && !person.hiddenReasons.includes(event.item) && (
                      <button type="button" aria-label={`${t('hideReason')}: ${event.title ?? event.item}`} onClick={() => void feedback('hide_reason', event.item ?? '')}>
                        {t('hideReason')}
                      </button>
                    )}
                  </li>
                ))}
              </ul>
              {!all && events.length > firstLines && (
                <button type="button" onClick={() => setAll(true)}>
                  {t('showAll', { count: events.length })}
                </button>
              )}
            </section>
            <section>
              <h2>{t('interests')}</h2>
              <dl className="interests">
                {person.interests.slice(0, 8).map(({ category, share }) => (
                  <div key={category}>
                    <dt>{category}</dt>
                    <dd>
                      <meter min={0} max={1} value={share} aria-label={category} /> {Math.round(share * 100)} %
                    </dd>
                  </div>
                ))}
              </dl>
              <Items heading={t('hidden')} items={person.hiddenReasons} action={t('useAgain')} act={(item) => void feedback('clear', item)} />
              <Items heading={t('notInterested')} items={person.notInterested} action={t('putBack')} act={(item) => void feedback('clear', item)} />
              <button type="button" className="danger" onClick={() => void forget()}>
                {t('forget')}
              </button>
            </section>
          </div>
        </>
      )}
    </>
  )
}

function Items({ heading, items, action, act }: { readonly heading: string; readonly items: readonly string[]; readonly action: string; act(item: string): void }) {
  if (items.length === 0) return null
  return (
    <>
      <h2>{heading}</h2>
      <ul className="lines">
        {items.map((item) => (
          <li key={item}>
            <Link href={`/product/${encodeURIComponent(item)}`}>{item}</Link>
            <button type="button" onClick={() => act(item)}>
              {action}
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
