import { useEffect, useRef } from 'react'

type PlotModule = typeof import('@observablehq/plot')

/** A chart by Observable Plot, which loads only when a page draws one. `label` says in words what the picture shows. */
export function Chart({ label, draw, deps }: { readonly label: string; draw(plot: PlotModule, width: number): Element; readonly deps: unknown }) {
  const ref = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `draw` is new at each render; `deps` says when the picture changes
  useEffect(() => {
    let gone = false
    const host = ref.current
    const render = async () => {
      const plot = await import('@observablehq/plot')
      if (gone || host === null) return
      const drawn = draw(plot, Math.max(260, Math.min(900, host.clientWidth)))
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
  }, [deps])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <figure className="chart" tabIndex={0}>
      <div ref={ref} role="img" aria-label={label} />
      <figcaption>{label}</figcaption>
    </figure>
  )
}
