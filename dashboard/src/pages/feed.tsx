import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { Card, Loaded, Table, time } from '../parts.tsx'

export function Feed() {
  const { t, i18n } = useTranslation()
  const [isPaused, setPaused] = useState(false)
  return (
    <>
      <p className="lead">
        {t('feedIntro')}{' '}
        <button type="button" onClick={() => setPaused(!isPaused)}>
          {isPaused ? t('resume') : t('pause')}
        </button>
      </p>
      <Card wide>
        <Loaded name={['feed', String(isPaused)]} ask={api.events} {...(isPaused ? {} : { every: 2000 })}>
          {(events) => (
            <Table label={t('feed')} head={[t('when'), t('who'), t('event'), t('items')]} rows={events.map((event) => [time(event.at, i18n.language), event.user ?? `session:${event.session ?? ''}`, <code key="e">{event.event}</code>, event.title ?? event.item ?? event.query ?? ''])} />
          )}
        </Loaded>
      </Card>
    </>
  )
}
