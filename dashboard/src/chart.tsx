import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'

type PlotModule = typeof import('@observablehq/plot')

/** A chart by Observable Plot, which loads only when a page draws one. `label` says in words what the picture shows. */
export function Chart({
  label,
  draw,
  deps,
  most = 900,
}: {
  readonly label: string
  draw(plot: PlotModule, width: number, language: string): Element
  /** Says when the picture changes. */
  readonly deps: string
  readonly most?: number
}) {
  const { i18n } = useTranslation()
  const ref = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `draw` is new at each render; `deps` says when the picture changes
  useEffect(() => {
    let gone = false
    let drawnAt = 0
    const host = ref.current
    const render = async () => {
      const plot = await import('@observablehq/plot')
      if (gone || host === null) return
      const width = Math.max(240, Math.min(most, host.clientWidth))
      if (width === drawnAt) return
      drawnAt = width
      const drawn = draw(plot, width, i18n.language)
      // The picture has one label; those inside it are for nobody and are not allowed on groups.
      for (const part of drawn.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label')
      host.replaceChildren(drawn)
    }
    void render()
    const observer = new ResizeObserver(() => void render())
    if (host !== null) observer.observe(host)
    return () => {
      gone = true
      observer.disconnect()
    }
  }, [deps, most, i18n.language])
  return <div className="chart" ref={ref} role="img" aria-label={label} />
}

/** Says which mark is which, beside a chart: shapes and not only colours tell them apart. */
export function Legend({ entries }: { readonly entries: readonly (readonly [kind: 'filled' | 'outline' | 'line' | 'dot', name: string])[] }) {
  return (
    <p className="legend">
      {entries.map(([kind, name]) => (
        <span key={name}>
          <i className={kind} aria-hidden="true" /> {name}
        </span>
      ))}
    </p>
  )
}
