import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'

export interface Column<T> {
  /** Unique in its table; also the heading where there is no other. */
  readonly name: string
  readonly head?: ReactNode
  readonly isNumber?: boolean
  cell(row: T, index: number): ReactNode
  /** What rows are sorted by; without it the column does not sort. Missing values come last. */
  sortBy?(row: T): number | string | undefined
  /** Share of the widest value, 0 to 1: drawn as a bar behind the cell. */
  bar?(row: T): number | undefined
}

export interface Order {
  readonly column: string
  readonly isRising: boolean
}

/** A table that scrolls by itself on a narrow screen, reachable by keyboard; its first column stays in sight. */
export function Table<T>({
  label,
  columns,
  rows,
  first,
  keyOf,
  isChosen,
}: {
  readonly label: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  /** The order before a heading is pressed; the rows' own where absent. */
  readonly first?: Order
  keyOf?(row: T, index: number): string
  isChosen?(row: T): boolean
}) {
  const [order, setOrder] = useState<Order | undefined>(first)
  const by = columns.find(({ name }) => name === order?.column)?.sortBy
  const sorted = by === undefined || order === undefined ? rows : sortRows(rows, by, order.isRising)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="scroll" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.name} column={column} order={order} setOrder={setOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row, index) => (
            <tr key={keyOf?.(row, index) ?? index} className={isChosen?.(row) ? 'chosen' : undefined}>
              {columns.map((column) => {
                const bar = column.bar?.(row)
                return (
                  <td
                    key={column.name}
                    className={column.isNumber ? 'number' : undefined}
                    style={bar === undefined ? undefined : { background: `linear-gradient(to right, var(--bar) ${(100 * bar).toFixed(1)}%, transparent 0)` }}
                  >
                    {column.cell(row, index)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Heading<T>({ column, order, setOrder }: { readonly column: Column<T>; readonly order: Order | undefined; setOrder(order: Order): void }) {
  const { t } = useTranslation()
  const { name, head = name, isNumber, sortBy } = column
  const isOrdered = order?.column === name
  const className = isNumber ? 'number' : undefined
  if (sortBy === undefined) {
    return (
      <th scope="col" className={className}>
        {head}
      </th>
    )
  }
  return (
    <th scope="col" className={className} aria-sort={isOrdered ? (order.isRising ? 'ascending' : 'descending') : 'none'}>
      <button type="button" className="sort" title={t('sort')} onClick={() => setOrder({ column: name, isRising: isOrdered ? !order.isRising : !isNumber })}>
        {head}
        <span aria-hidden="true">{isOrdered ? (order.isRising ? ' ▲' : ' ▼') : ' ↕'}</span>
      </button>
    </th>
  )
}

function sortRows<T>(rows: readonly T[], by: (row: T) => number | string | undefined, isRising: boolean): readonly T[] {
  return [...rows].sort((a, b) => {
    const [left, right] = [by(a), by(b)]
    if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? 1 : -1
    const less = typeof left === 'number' && typeof right === 'number' ? left - right : String(left).localeCompare(String(right))
    return isRising ? less : -less
  })
}
