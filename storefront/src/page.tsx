import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'

let isFirst = true

/** A page's heading and name. After the first, a new page starts at its top and takes the focus, as a loaded document would. */
export function Page({ title, lead, children }: { readonly title: string; readonly lead?: ReactNode; readonly children: ReactNode }) {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · ${t('shop')}`
  }, [title, t])
  useEffect(() => {
    if (!isFirst) {
      scrollTo(0, 0)
      heading.current?.focus({ preventScroll: true })
    }
    isFirst = false
  }, [])
  return (
    <>
      <div className="opening">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead !== undefined && <p className="lead">{lead}</p>}
      </div>
      {children}
    </>
  )
}

/** What stands in place of something that is loading, empty or broken. */
export function Notice({
  title,
  children,
  isProblem,
  isBusy,
}: {
  readonly title: string
  readonly children?: ReactNode
  readonly isProblem?: boolean
  readonly isBusy?: boolean
}) {
  return (
    <div className="notice" role={isProblem ? 'alert' : undefined} aria-busy={isBusy}>
      <p>{title}</p>
      {children}
    </div>
  )
}
