import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Shopper } from './api.ts'
import { firstLanguage, type Language } from './words.ts'

interface State {
  readonly shopper: Shopper
  setUser(user: string | undefined): void
  readonly profiling: boolean
  setProfiling(on: boolean): void
  readonly language: Language
  setLanguage(language: Language): void
  readonly dark: boolean
  setDark(dark: boolean): void
  readonly cart: readonly string[]
  setCart(cart: readonly string[]): void
  /** Grows with everything that changes lists: rows ask again. */
  readonly version: number
  changed(): void
}

const Context = createContext<State | undefined>(undefined)

export function useShop(): State {
  const state = useContext(Context)
  if (state === undefined) throw new Error('useShop needs a ShopState around it.')
  return state
}

function sessionId(): string {
  const known = sessionStorage.getItem('candor-session')
  if (known !== null) return known
  const made = `visit-${crypto.randomUUID()}`
  sessionStorage.setItem('candor-session', made)
  return made
}

/** Who shops, in which language and colours: kept in this browser only. */
export function ShopState({ children }: { readonly children: ReactNode }) {
  const { i18n } = useTranslation()
  const [user, setUser] = useState<string | undefined>(
    () => new URLSearchParams(location.search).get('user') ?? sessionStorage.getItem('candor-user') ?? undefined,
  )
  const [profiling, setProfiling] = useState(() => sessionStorage.getItem('candor-profiling') !== 'off')
  const [language, setLanguage] = useState<Language>(firstLanguage)
  const [dark, setDark] = useState(
    () => (localStorage.getItem('candor-theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark',
  )
  const [cart, setCart] = useState<readonly string[]>([])
  const [version, setVersion] = useState(0)

  useEffect(() => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
    localStorage.setItem('candor-theme', dark ? 'dark' : 'light')
  }, [dark])
  useEffect(() => {
    document.documentElement.lang = language
    localStorage.setItem('candor-language', language)
    void i18n.changeLanguage(language)
  }, [language, i18n])
  useEffect(() => {
    if (user === undefined) sessionStorage.removeItem('candor-user')
    else sessionStorage.setItem('candor-user', user)
  }, [user])
  useEffect(() => sessionStorage.setItem('candor-profiling', profiling ? 'on' : 'off'), [profiling])

  const state = useMemo<State>(
    () => ({
      shopper: user === undefined ? { session: sessionId() } : { user },
      setUser: (next) => {
        setUser(next)
        setCart([])
      },
      profiling,
      setProfiling,
      language,
      setLanguage,
      dark,
      setDark,
      cart,
      setCart,
      version,
      changed: () => setVersion((old) => old + 1),
    }),
    [user, profiling, language, dark, cart, version],
  )
  return <Context.Provider value={state}>{children}</Context.Provider>
}
