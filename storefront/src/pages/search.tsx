import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice, Page } from '../page.tsx'
import { Row } from '../row.tsx'

const most = 24

export function Search({ query }: { readonly query: string }) {
  const { t } = useTranslation()
  const [count, setCount] = useState<number>()
  return (
    <Page title={t('searchFor', { query })} lead={count === undefined ? t('loading') : count === most ? t('bestResults', { count }) : t('results', { count })}>
      {count === 0 && <Notice title={t('nothingFound')} />}
      <div hidden={count === 0}>
        <Row heading="" scene="search" query={query} k={most} grid onLoaded={(items) => setCount(items.length)} />
      </div>
      {count === 0 && <Row heading={t('popularNow')} impersonal />}
    </Page>
  )
}
