import type { PersonMetric } from './metric.ts'

/** Chance that somebody looks at place r of a list: 1 / r ** eta. */
export const examination = 1
/** Chance of a click on a target that was looked at, and on anything else. */
export const relevantClick = 0.6
export const idleClick = 0.02

/**
 * Simulated click-through rate under the position-based click model: P(click at place r) = r^−1 × (0.6 for a target, 0.02 otherwise), meaned over the k places.
 * A simulation, not a forecast: it says how a ranking would fare if people looked and clicked by exactly these numbers.
 */
export const ctr: PersonMetric = {
  name: 'ctr',
  doc: 'Expected clicks a shown item under a position-based click model: look 1/rank, click 0.6 on a target, 0.02 on anything else.',
  paper: 'Chuklin, Markov and de Rijke, Click Models for Web Search, 2015, doi:10.2200/S00654ED1V01Y201507ICR043',
  higherIsBetter: true,
  value: ({ ranks }, k) => {
    let clicks = 0
    for (let place = 1; place <= k; place++) clicks += idleClick / place ** examination
    for (const rank of ranks) if (rank <= k) clicks += (relevantClick - idleClick) / rank ** examination
    return clicks / k
  },
}
