import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, idOf, personOf, type Shopper } from './api.ts'
import { firstLanguage, type Language, wordsFor } from './words.ts'

/** Something said at the foot of the page; `undo` where it can be taken back. */
export interface Said {
  readonly text: string
  readonly isProblem?: boolean
  readonly undo?: () => Promise<void>
}

interface State {
  readonly shopper: Shopper
  setUser(user: string | undefined): void
  readonly profiling: boolean
  setProfiling(on: boolean): Promise<void>
  readonly language: Language
  setLanguage(language: Language): void
  readonly dark: boolean
  setDark(dark: boolean): void
  readonly cart: readonly string[]
  setCart(cart: readonly string[]): void
  /** Grows with everything that changes lists: rows ask again. */
  readonly version: number
  changed(): void
  readonly said: Said | undefined
  say(said: Said | undefined): void
  /** Runs what a button does; a failure is said, not swallowed. */
  act(work: () => Promise<void>): Promise<void>
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

/** Who shops, in which language and colours, and what is in the cart: kept in this browser. Whether the past may be used is kept by the server: it holds everywhere. */
export function ShopState({ children }: { readonly children: ReactNode }) {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const [user, setUser] = useState<string | undefined>(
    () => new URLSearchParams(location.search).get('user') ?? sessionStorage.getItem('candor-user') ?? undefined,
  )
  const [language, setLanguage] = useState<Language>(firstLanguage)
  const [dark, setDark] = useState(
    () => (localStorage.getItem('candor-theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark',
  )
  const [carts, setCarts] = useState<Readonly<Record<string, readonly string[]>>>(() => readCarts())
  const [version, setVersion] = useState(0)
  const [said, say] = useState<Said>()
  const shopper = useMemo<Shopper>(() => (user === undefined ? { session: sessionId() } : { user }), [user])
  const who = idOf(shopper)
  const settings = useQuery({
    queryKey: ['profiling', who],
    queryFn: async () => (shopper.user === undefined ? sessionStorage.getItem('candor-profiling') !== 'off' : ((await personOf(shopper))?.profiling ?? true)),
    staleTime: Number.POSITIVE_INFINITY,
  })

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
  useEffect(() => sessionStorage.setItem('candor-carts', JSON.stringify(carts)), [carts])
  useEffect(() => {
    if (said === undefined) return
    const timer = setTimeout(() => say(undefined), said.undo === undefined ? 6_000 : 12_000)
    return () => clearTimeout(timer)
  }, [said])

  const changed = useCallback(() => setVersion((old) => old + 1), [])
  const act = useCallback(
    async (work: () => Promise<void>) => {
      try {
        await work()
      } catch (error) {
        say({ text: wordsFor(error, t), isProblem: true })
      }
    },
    [t],
  )

  const state = useMemo<State>(
    () => ({
      shopper,
      setUser,
      profiling: settings.data ?? true,
      setProfiling: (on) =>
        act(async () => {
          await client.call('PUT /v1/people/{id}/settings', { path: { id: who }, body: { profiling: on } })
          if (shopper.user === undefined) sessionStorage.setItem('candor-profiling', on ? 'on' : 'off')
          queries.setQueryData(['profiling', who], on)
          changed()
        }),
      language,
      setLanguage,
      dark,
      setDark,
      cart: carts[who] ?? [],
      setCart: (cart) => setCarts((old) => ({ ...old, [who]: cart })),
      version,
      changed,
      said,
      say,
      act,
    }),
    [shopper, who, settings.data, queries, language, dark, carts, version, changed, said, act],
  )
  return <Context.Provider value={state}>{children}</Context.Provider>
}

function readCarts(): Record<string, readonly string[]> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem('candor-carts') ?? '{}')
    return typeof kept === 'object' && kept !== null ? (kept as Record<string, readonly string[]>) : {}
  } catch {
    return {}
  }
}
