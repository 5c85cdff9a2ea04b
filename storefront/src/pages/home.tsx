import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Page } from '../page.tsx'
import { Row } from '../row.tsx'
import { useShop } from '../state.tsx'

export function Home() {
  const { t } = useTranslation()
  const { profiling, shopper } = useShop()
  const isVisitor = shopper.user === undefined
  return (
    <Page
      title={!profiling ? t('profilingOff') : isVisitor ? t('profilingVisit') : t('profilingOn')}
      lead={
        <>
          {profiling ? t('whyIntro') : t('profilingHint')} <Link href="/my-data">{t('why')}</Link>
        </>
      }
    >
      <Row heading={profiling ? t('forYou') : t('forAll')} k={10} />
      <Row heading={profiling ? t('newHere') : t('newForAll')} scene="new" k={8} />
      {profiling && <Row heading={t('popularNow')} k={8} impersonal />}
    </Page>
  )
}
