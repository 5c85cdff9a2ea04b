import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { api, type FeedEvent } from '../api.ts'
import { moment, number } from '../format.ts'
import { Card, Choice, Empty, Loaded, State } from '../parts.tsx'
import { Table } from '../table.tsx'

export function Feed() {
  const { t, i18n } = useTranslation()
  const [isPaused, setPaused] = useState(false)
  return (
    <>
      <p className="lead">{t('feedIntro')}</p>
      <Loaded name={['feed', i18n.language]} ask={() => api.events(i18n.language)} {...(isPaused ? {} : { every: 2000 })}>
        {(events) => <Events events={events} isPaused={isPaused} setPaused={setPaused} />}
      </Loaded>
    </>
  )
}

function Events({ events, isPaused, setPaused }: { readonly events: readonly FeedEvent[]; readonly isPaused: boolean; setPaused(paused: boolean): void }) {
  const { t, i18n } = useTranslation()
  const [kind, setKind] = useState('')
  const kinds = [...new Set(events.map(({ event }) => event))].sort()
  const shown = kind === '' ? events : events.filter(({ event }) => event === kind)
  const lately = events.filter(({ at }) => at > Date.now() - 60_000).length
  const name = (event: string) => t(`event.${event}` as 'event.purchase', { defaultValue: event })
  return (
    <Card
      title={<State state={isPaused ? 'plain' : 'good'}>{isPaused ? t('paused') : t('live')}</State>}
      side={
        <>
          <span className="quiet">{t('lately', { count: lately })}</span>
          <Choice
            label={t('eventName')}
            value={kind}
            options={[['', t('allEvents')], ...kinds.map((event) => [event, name(event)] as const)]}
            choose={setKind}
          />
          <button type="button" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
            {isPaused ? t('resume') : t('pause')}
          </button>
        </>
      }
    >
      {shown.length === 0 ? (
        <Empty text={t('noEvents')} />
      ) : (
        <Table
          label={t('feed')}
          rows={shown}
          keyOf={({ id }) => id}
          columns={[
            {
              name: 'when',
              head: t('when'),
              cell: ({ at }) => (
                <time className="nowrap" dateTime={new Date(at).toISOString()}>
                  {moment(at, i18n.language)}
                </time>
              ),
            },
            { name: 'who', head: t('who'), cell: (event) => <Who event={event} /> },
            { name: 'event', head: t('eventName'), cell: ({ event }) => <span className={`kind ${event}`}>{name(event)}</span> },
            { name: 'item', head: t('item'), cell: ({ title, item, query }) => (query === undefined ? (title ?? item ?? '') : `“${query}”`) },
            { name: 'price', head: t('price'), isNumber: true, cell: ({ price }) => (price === undefined ? '' : number(price, i18n.language, 2)) },
          ]}
        />
      )}
    </Card>
  )
}

/** A link to the reasons of this person; long ids of visits are shortened, whole in the tip. */
function Who({ event: { user, session } }: { readonly event: FeedEvent }) {
  const { t } = useTranslation()
  const id = user ?? `session:${session ?? ''}`
  const visit = session ?? ''
  return (
    <Link className="nowrap" href={`/inspect?person=${encodeURIComponent(id)}`} title={id}>
      {user ?? `${t('visit')} ${visit.length > 14 ? `${visit.slice(0, 13)}…` : visit}`}
    </Link>
  )
}
