import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { demo, happened } from './api.ts'
import { useShop } from './state.tsx'
import { type Language, languages } from './words.ts'

export function Header() {
  const { t } = useTranslation()
  const { cart } = useShop()
  const [location] = useLocation()
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
        <SearchBox />
        <nav aria-label={t('pages')}>
          <Link href="/my-data" aria-current={location === '/my-data' ? 'page' : undefined}>
            {t('myData')}
          </Link>
          <Link href="/cart" aria-label={t('cartCount', { count: cart.length })} aria-current={location === '/cart' ? 'page' : undefined}>
            {t('cart')} {cart.length > 0 && <b>{cart.length}</b>}
          </Link>
        </nav>
      </div>
      <Settings />
    </header>
  )
}

function SearchBox() {
  const { t } = useTranslation()
  const { shopper, act } = useShop()
  const [location, navigate] = useLocation()
  const [query, setQuery] = useState('')
  useEffect(() => setQuery(location.startsWith('/search/') ? decodeURIComponent(location.slice(8)) : ''), [location])
  const search = (event: FormEvent) => {
    event.preventDefault()
    const text = query.trim()
    if (text === '') return
    void act(() => happened(shopper, 'search', { query: text }))
    navigate(`/search/${encodeURIComponent(text)}`)
  }
  return (
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
  )
}

function Settings() {
  const { t } = useTranslation()
  const { shopper, setUser, language, setLanguage, dark, setDark, profiling, setProfiling } = useShop()
  const { data } = useQuery({ queryKey: ['demo'], queryFn: demo, staleTime: Number.POSITIVE_INFINITY })
  const personas = [...new Set([...(data?.personas ?? []), ...(shopper.user === undefined ? [] : [shopper.user])])]
  return (
    <div className="bar second">
      <label>
        <span className="wide">{t('shoppingAs')} </span>
        <select
          id="shopper"
          aria-label={t('shoppingAs')}
          value={shopper.user ?? ''}
          onChange={(event) => setUser(event.target.value === '' ? undefined : event.target.value)}
        >
          <option value="">{t('visitor')}</option>
          {personas.map((persona) => (
            <option key={persona} value={persona}>
              {persona[0]?.toUpperCase()}
              {persona.slice(1)}
            </option>
          ))}
        </select>
      </label>
      <label className="switch" title={t('profilingHint')}>
        <input type="checkbox" checked={profiling} onChange={(event) => void setProfiling(event.target.checked)} />
        <span>{t('profilingSwitch')}</span>
      </label>
      <span className="grow" />
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
