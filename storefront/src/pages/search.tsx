import { useTranslation } from 'react-i18next'
import { Row } from '../row.tsx'

export function Search({ query }: { readonly query: string }) {
  const { t } = useTranslation()
  return (
    <>
      <h1>{t('searchFor', { query })}</h1>
      <Row heading="" scene="search" query={query} k={24} grid />
    </>
  )
}
