import { useTranslation } from 'react-i18next'
import { Row } from '../row.tsx'
import { useShop } from '../state.tsx'

export function Home() {
  const { t } = useTranslation()
  const { profiling } = useShop()
  return (
    <>
      <h1>{profiling ? t('profilingOn') : t('profilingOff')}</h1>
      <Row heading={t('forYou')} k={10} />
      <Row heading={t('newHere')} scene="new" k={8} />
      <Row heading={t('popularNow')} k={8} impersonal />
    </>
  )
}
