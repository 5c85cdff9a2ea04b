import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Route, Router, Switch, useLocation } from 'wouter'
import { Data } from './pages/data.tsx'
import { Drift } from './pages/drift.tsx'
import { Feed } from './pages/feed.tsx'
import { Inspect } from './pages/inspect.tsx'
import { Models } from './pages/models.tsx'
import { Overview } from './pages/overview.tsx'
import { Away } from './parts.tsx'
import { firstLanguage, type Language, languages } from './words.ts'

const pages = [
  ['/', 'overview', Overview],
  ['/data', 'data', Data],
  ['/models', 'models', Models],
  ['/drift', 'drift', Drift],
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
  const { t } = useTranslation()
  const [location] = useLocation()
  return (
    <>
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <header>
        <p className="brand">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="9" />
            <path d="m9 17 5 5 10-11" />
          </svg>
          <span>{t('title')}</span>
        </p>
        <nav aria-label={t('title')}>
          {pages.map(([path, name]) => (
            <Link key={path} href={path} aria-current={location === path ? 'page' : undefined}>
              {t(name)}
            </Link>
          ))}
          <a href="/">{t('storefront')}</a>
        </nav>
        <Settings />
      </header>
      <main id="content" tabIndex={-1}>
        <Away />
        <Switch>
          {pages.map(([path, name, Page]) => (
            <Route key={path} path={path}>
              <Title text={t(name)} />
              <Page />
            </Route>
          ))}
          <Route>
            <Title text={t('notFound')} />
          </Route>
        </Switch>
      </main>
    </>
  )
}

let isFirst = true

/** A page's heading and name. After the first, a new page takes the focus, as a loaded document would. */
function Title({ text }: { readonly text: string }) {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${text} · ${t('title')}`
  }, [text, t])
  useEffect(() => {
    if (!isFirst) {
      scrollTo(0, 0)
      heading.current?.focus({ preventScroll: true })
    }
    isFirst = false
  }, [])
  return (
    <h1 ref={heading} tabIndex={-1}>
      {text}
    </h1>
  )
}

function Settings() {
  const { t, i18n } = useTranslation()
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
    <div className="settings">
      <select id="language" aria-label={t('language')} value={language} onChange={(event) => setLanguage(event.target.value as Language)}>
        {Object.entries(languages).map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
      <button type="button" id="theme" aria-pressed={dark} aria-label={t('theme')} title={t('theme')} onClick={() => setDark(!dark)}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path
            d={
              dark
                ? 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z'
                : 'M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10Zm0-5v3m0 14v3M2 12h3m14 0h3M5 5l2 2m10 10 2 2M5 19l2-2M17 7l2-2'
            }
          />
        </svg>
      </button>
    </div>
  )
}
