import { useTranslation } from 'react-i18next'
import type { HeatMap } from '../api.ts'
import { day, short } from '../format.ts'
import { Empty } from '../parts.tsx'

const mostRows = 25

/**
 * History × recommended items as a table: each cell says what that entry adds to that score. Colour is only the second way to read it: the figure stands
 * in the cell wherever it is at least a hundredth of the largest.
 */
export function Heat({ map, chosen, choose }: { readonly map: HeatMap; readonly chosen: string; choose(item: string): void }) {
  const { t, i18n } = useTranslation()
  const { language } = i18n
  if (map.history.length === 0) return <Empty text={t('noHistory')} />
  if (map.items.length === 0) return <Empty text={t('empty')} />
  const weight = (amounts: readonly number[]) => Math.max(...amounts.map(Math.abs))
  const rows = [...map.history].sort((a, b) => weight(b.amounts) - weight(a.amounts)).slice(0, mostRows)
  const most = Math.max(...rows.map(({ amounts }) => weight(amounts)), 1e-12)
  return (
    <>
      <p className="scale">
        <span>{t('against')}</span>
        <span className="minus">−{short(most, language)}</span>
        <i aria-hidden="true" />
        <span>+{short(most, language)}</span>
        <span>{t('for')}</span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="scroll" tabIndex={0} aria-label={t('heat')}>
        <table className="heat">
          <thead>
            <tr>
              <th scope="col">{t('historyEntry')}</th>
              {map.items.map(({ item, title }, rank) => (
                <th key={item} scope="col" className={item === chosen ? 'chosen' : undefined}>
                  <button
                    type="button"
                    title={title ?? item}
                    aria-label={`${rank + 1}. ${title ?? item}`}
                    aria-pressed={item === chosen}
                    onClick={() => choose(item)}
                  >
                    {rank + 1}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((entry) => (
              <tr key={`${entry.item} ${entry.at}`}>
                <th scope="row" title={entry.title ?? entry.item}>
                  <span>{entry.title ?? entry.item}</span>
                  <small>
                    {t(`event.${entry.event}` as 'event.purchase', { defaultValue: entry.event })}
                    {entry.at > 0 && ` · ${day(entry.at, language)}`}
                  </small>
                </th>
                {entry.amounts.map((amount, column) => {
                  const strength = Math.round((100 * Math.abs(amount)) / most)
                  const item = map.items[column]?.item ?? ''
                  return (
                    <td
                      key={item}
                      data-row={entry.item}
                      data-column={item}
                      data-amount={amount}
                      style={{
                        background:
                          strength === 0
                            ? undefined
                            : `color-mix(in oklab, ${amount < 0 ? 'var(--heat-against)' : 'var(--heat-for)'} ${strength}%, var(--card))`,
                      }}
                    >
                      {strength === 0 ? <span className="sr">0</span> : short(amount, language, 2)}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {map.history.length > mostRows && <p className="quiet">{t('heatMost', { shown: mostRows, all: map.history.length })}</p>}
    </>
  )
}
