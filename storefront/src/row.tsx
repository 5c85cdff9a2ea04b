import { createElement, useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import type { RecommendAnswer } from '../../engine/src/service/contract.ts'
import { useShop } from './state.tsx'

export interface RowProps {
  readonly heading: string
  readonly scene?: 'home' | 'product' | 'cart' | 'search' | 'new' | 'email'
  readonly items?: readonly string[]
  readonly query?: string
  readonly k?: number
  readonly exclude?: readonly string[]
  readonly grid?: boolean
  /** Ask as if nobody were known. */
  readonly impersonal?: boolean
  onLoaded?(items: readonly string[]): void
}

/** A row of recommendations: the widget itself, wired to this shop's pages. */
export function Row({ heading, scene = 'home', items, query, k = 8, exclude, grid, impersonal, onLoaded }: RowProps) {
  const { shopper, profiling, language, version, changed } = useShop()
  const [, navigate] = useLocation()
  const ref = useRef<HTMLElement & { refresh?(): Promise<void> }>(null)
  const own = useRef(false)
  const loaded = useRef(onLoaded)
  loaded.current = onLoaded

  useEffect(() => {
    const element = ref.current
    const select = (event: Event) => {
      event.preventDefault()
      navigate(`/product/${encodeURIComponent((event as CustomEvent<{ item: string }>).detail.item)}`)
    }
    const change = () => {
      own.current = true
      changed()
    }
    const load = (event: Event) => loaded.current?.((event as CustomEvent<{ answer: RecommendAnswer }>).detail.answer.recommendations.map(({ item }) => item))
    element?.addEventListener('candor-select', select)
    element?.addEventListener('candor-changed', change)
    element?.addEventListener('candor-loaded', load)
    return () => {
      element?.removeEventListener('candor-select', select)
      element?.removeEventListener('candor-changed', change)
      element?.removeEventListener('candor-loaded', load)
    }
  }, [navigate, changed])

  useEffect(() => {
    // The row in which the change was made has shown it already.
    if (own.current) own.current = false
    else if (version > 0) void ref.current?.refresh?.()
  }, [version])

  return createElement('candor-recommendations', {
    ref,
    heading,
    scene,
    k: String(k),
    locale: language,
    link: '/product/{id}',
    'my-data': '/my-data',
    profiling: profiling && !impersonal ? 'on' : 'off',
    ...shopper,
    ...(items === undefined ? {} : { items: items.join(',') }),
    ...(query === undefined ? {} : { query }),
    ...(exclude === undefined ? {} : { exclude: exclude.join(',') }),
    ...(grid ? { layout: 'grid' } : {}),
  })
}
