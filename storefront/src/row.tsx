import { createElement, useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { useShop } from './state.tsx'

export interface RowProps {
  readonly heading: string
  readonly scene?: 'home' | 'product' | 'cart' | 'search' | 'new' | 'email'
  readonly items?: readonly string[]
  readonly query?: string
  readonly k?: number
  readonly exclude?: readonly string[]
  readonly category?: string
  readonly grid?: boolean
  /** Ask as if nobody were known. */
  readonly impersonal?: boolean
}

/** A row of recommendations: the widget itself, wired to this shop's pages. */
export function Row({ heading, scene = 'home', items, query, k = 8, exclude, category, grid, impersonal }: RowProps) {
  const { shopper, profiling, language, version, changed } = useShop()
  const [, navigate] = useLocation()
  const ref = useRef<HTMLElement & { refresh?(): Promise<void> }>(null)
  const own = useRef(false)

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
    element?.addEventListener('candor-select', select)
    element?.addEventListener('candor-changed', change)
    return () => {
      element?.removeEventListener('candor-select', select)
      element?.removeEventListener('candor-changed', change)
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
    profiling: profiling && !impersonal ? 'on' : 'off',
    ...shopper,
    ...(items === undefined ? {} : { items: items.join(',') }),
    ...(query === undefined ? {} : { query }),
    ...(exclude === undefined ? {} : { exclude: exclude.join(',') }),
    ...(category === undefined ? {} : { category }),
    ...(grid ? { layout: 'grid' } : {}),
  })
}
