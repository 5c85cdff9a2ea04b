import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Route, Router, Switch, useLocation } from 'wouter'
import { Data } from './pages/data.tsx'
import { Feed } from './pages/feed.tsx'
import { Inspect } from './pages/inspect.tsx'
import { Models } from './pages/models.tsx'
import { Overview } from './pages/overview.tsx'
import { firstLanguage, type Language, languages } from './words.ts'

const pages = [
  ['/', 'overview', Overview],
  ['/data', 'data', Data],
  ['/models', 'models', Models],
  ['/inspect', 'inspect', Inspect],
  ['/feed', 'feed', Feed],
] as const

export function App() {
  return (
    <Router base="/dashboard">
      <Frame />
    </Router>
  )
}

function Frame() {
  const { t, i18n } = useTranslation()
  const [location] = useLocation()
  const [language, setLanguage] = useState<Language>(firstLanguage)
  const [dark, setDark] = useState(
    () => (localStorage.getItem('candor-theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark',
  )
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
    localStorage.setItem('candor-theme', dark ? 'dark' : 'light')
  }, [dark])
  useEffect(() => {
    document.documentElement.lang = language
    localStorage.setItem('candor-language', language)
    void i18n.changeLanguage(language)
  }, [language, i18n])

  return (
    <>
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <header>
        <p className="brand">{t('title')}</p>
        <nav aria-label={t('title')}>
          {pages.map(([path, name]) => (
            <Link key={path} href={path} aria-current={location === path ? 'page' : undefined}>
              {t(name)}
            </Link>
          ))}
          <a href="/">{t('storefront')}</a>
        </nav>
        <div className="settings">
          <label>
            <span className="sr">{t('language')}</span>
            <select value={language} onChange={(event) => setLanguage(event.target.value as Language)}>
              {Object.entries(languages).map(([code, name]) => (
                <option key={code} value={code} lang={code}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label>
            <input type="checkbox" checked={dark} onChange={(event) => setDark(event.target.checked)} /> {t('theme')}
          </label>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        <Switch>
          {pages.map(([path, name, Page]) => (
            <Route key={path} path={path}>
              <h1>{t(name)}</h1>
              <Page />
            </Route>
          ))}
        </Switch>
      </main>
    </>
  )
}
