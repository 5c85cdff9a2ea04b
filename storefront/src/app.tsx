import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Route, Switch, useLocation } from 'wouter'
import { happened } from './api.ts'
import { Cart } from './pages/cart.tsx'
import { Home } from './pages/home.tsx'
import { MyData } from './pages/my-data.tsx'
import { ProductPage } from './pages/product.tsx'
import { Search } from './pages/search.tsx'
import { useShop } from './state.tsx'
import { type Language, languages } from './words.ts'

export function App() {
  const { t } = useTranslation()
  return (
    <>
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <Header />
      <main id="content" tabIndex={-1}>
        <Switch>
          <Route path="/">
            <Home />
          </Route>
          <Route path="/product/:id">{({ id }) => <ProductPage id={decodeURIComponent(id)} />}</Route>
          <Route path="/search/:query">{({ query }) => <Search query={decodeURIComponent(query)} />}</Route>
          <Route path="/cart">
            <Cart />
          </Route>
          <Route path="/my-data">
            <MyData />
          </Route>
          <Route>
            <p>{t('notFound')}</p>
          </Route>
        </Switch>
      </main>
      <footer>
        <p>{t('whyIntro')}</p>
      </footer>
    </>
  )
}

function Header() {
  const { t } = useTranslation()
  const { shopper, setUser, language, setLanguage, dark, setDark, cart, profiling, setProfiling, changed } = useShop()
  const [, navigate] = useLocation()
  const [query, setQuery] = useState('')
  // A shop that is no demo has no personas; then only the visitor is offered.
  const { data: demo } = useQuery({
    queryKey: ['demo'],
    queryFn: () => fetch('/v1/demo').then((response) => (response.ok ? (response.json() as Promise<{ personas: string[] }>) : null)),
  })

  const search = (event: FormEvent) => {
    event.preventDefault()
    const text = query.trim()
    if (text === '') return
    void happened(shopper, 'search', { query: text })
    navigate(`/search/${encodeURIComponent(text)}`)
  }

  return (
    <header>
      <div className="bar">
        <Link className="brand" href="/">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="9" />
            <path d="m9 17 5 5 10-11" />
          </svg>
          <span>{t('shop')}</span>
        </Link>
        <search>
          <form onSubmit={search}>
            <input
              type="search"
              aria-label={t('search')}
              placeholder={t('search')}
              value={query}
              onChange={(event) => setQuery(event.target.value)}
              maxLength={200}
            />
            <button type="submit">{t('go')}</button>
          </form>
        </search>
        <nav>
          <Link href="/my-data">{t('myData')}</Link>
          <Link href="/cart" aria-label={t('cartCount', { count: cart.length })}>
            {t('cart')} {cart.length > 0 && <b>{cart.length}</b>}
          </Link>
        </nav>
      </div>
      <div className="bar second">
        <label>
          {t('shoppingAs')}{' '}
          <select
            id="shopper"
            value={shopper.user ?? ''}
            onChange={(event) => {
              setUser(event.target.value === '' ? undefined : event.target.value)
              changed()
            }}
          >
            <option value="">{t('visitor')}</option>
            {[...new Set([...(demo?.personas ?? []), ...(shopper.user === undefined ? [] : [shopper.user])])].map((persona) => (
              <option key={persona} value={persona}>
                {persona[0]?.toUpperCase()}
                {persona.slice(1)}
              </option>
            ))}
          </select>
        </label>
        <label className="switch" title={t('profilingHint')}>
          <input type="checkbox" checked={profiling} onChange={(event) => setProfiling(event.target.checked)} />
          <span>{t('profilingSwitch')}</span>
        </label>
        <label>
          <span className="sr">{t('language')}</span>
          <select id="language" value={language} onChange={(event) => setLanguage(event.target.value as Language)}>
            {Object.entries(languages).map(([code, name]) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label className="switch">
          <input type="checkbox" checked={dark} onChange={(event) => setDark(event.target.checked)} />
          <span>{t('theme')}</span>
        </label>
      </div>
    </header>
  )
}
