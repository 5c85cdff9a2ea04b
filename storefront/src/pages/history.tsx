import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { client, idOf, type PersonAnswer, type Product, titleIn } from '../api.ts'
import { useShop } from '../state.tsx'

const firstLines = 20

/** What happened, newest first: each line can go, or stay without being a reason. */
export function History({ person }: { readonly person: PersonAnswer }) {
  const { t } = useTranslation()
  const { shopper, language, changed, say, act } = useShop()
  const [all, setAll] = useState(false)
  const events = [...person.events].reverse()
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })

  const remove = (event: PersonAnswer['events'][number]) =>
    act(async () => {
      await client.removeEvent(idOf(shopper), event.id)
      changed()
      const { title: _title, ...kept } = event
      say({
        text: t('removed', { title: event.title ?? event.query ?? event.item ?? '' }),
        undo: async () => {
          await client.send({ ...kept, ...shopper })
          changed()
        },
      })
    })
  const hide = (item: string, title: string) =>
    act(async () => {
      await client.feedback({ ...shopper, kind: 'hide_reason', item })
      changed()
      say({ text: t('hiddenNow', { title }) })
    })
  return (
    <section>
      <h2>{t('history')}</h2>
      {events.length === 0 && <p className="quiet">{t('nothingKept')}</p>}
      <ul className="lines">
        {(all ? events : events.slice(0, firstLines)).map((event) => {
          const title = event.title ?? event.query ?? event.item ?? ''
          return (
            <li key={event.id}>
              <span className="kind">{t(`event.${event.event}` as 'event.view_item')}</span>
              {event.item === undefined ? <span className="what">{title}</span> : <Link href={`/product/${encodeURIComponent(event.item)}`}>{title}</Link>}
              <time dateTime={new Date(event.at).toISOString()}>{when.format(event.at)}</time>
              <span className="buttons">
                {event.item !== undefined && !person.hiddenReasons.includes(event.item) && (
                  <button type="button" aria-label={`${t('hideReason')}: ${title}`} onClick={() => void hide(event.item ?? '', title)}>
                    {t('hideReason')}
                  </button>
                )}
                <button type="button" aria-label={`${t('remove')}: ${title}`} onClick={() => void remove(event)}>
                  {t('remove')}
                </button>
              </span>
            </li>
          )
        })}
      </ul>
      {!all && events.length > firstLines && (
        <button type="button" className="more" onClick={() => setAll(true)}>
          {t('showAll', { count: events.length })}
        </button>
      )}
    </section>
  )
}

/** Products about which the person said something, each with the way back. */
export function Items({ kind, items }: { readonly kind: 'hidden' | 'notInterested'; readonly items: readonly string[] }) {
  const { t } = useTranslation()
  const { shopper, language, changed, act } = useShop()
  const products = useQueries({ queries: items.map((id) => ({ queryKey: ['item', id], queryFn: () => client.item(id) as Promise<Product> })) })
  if (items.length === 0) return null
  const action = kind === 'hidden' ? t('useAgain') : t('putBack')
  const back = (item: string) =>
    act(async () => {
      await client.feedback({ ...shopper, kind: 'clear', item })
      changed()
    })
  return (
    <section>
      <h2>{kind === 'hidden' ? t('hidden') : t('notInterested')}</h2>
      <ul className="lines">
        {items.map((item, index) => {
          const product = products[index]?.data
          const title = product === undefined ? item : titleIn(product, language)
          return (
            <li key={item}>
              <Link href={`/product/${encodeURIComponent(item)}`}>{title}</Link>
              <span className="buttons">
                <button type="button" aria-label={`${action}: ${title}`} onClick={() => void back(item)}>
                  {action}
                </button>
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
