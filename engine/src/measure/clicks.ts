import type { PersonMetric, Ranked } from './metric.ts'

/** Chance of a click on a target that was looked at, and on anything else. */
export const relevantClick = 0.6
export const idleClick = 0.02

/**
 * Simulated click-through rate under the position-based click model: P(click at place r) = 1/r × (0.6 for a target, 0.02 otherwise), over the k places.
 * A simulation, not a forecast: it says how a ranking would fare if people looked and clicked by exactly these numbers.
 */
export const ctr: PersonMetric = {
  name: 'ctr',
  doc: 'Expected clicks a shown item under a position-based click model: look 1/rank, click 0.6 on a target, 0.02 on anything else.',
  paper: 'Chuklin, Markov and de Rijke, Click Models for Web Search, 2015, doi:10.2200/S00654ED1V01Y201507ICR043',
  higherIsBetter: true,
  value: ({ ranks, list }, k) => {
    const length = Math.min(k, list.length)
    let clicks = 0
    for (let place = 1; place <= length; place++) clicks += idleClick / place
    for (const rank of ranks) if (rank <= length) clicks += (relevantClick - idleClick) / rank
    return clicks / k
  },
}

/** Chance that somebody who looks at a place without clicking goes on to the next. */
export const patience = 0.85

/**
 * Simulated chance of a click under the cascade click model: people look from the top, click a target with 0.6 and anything else with 0.02, stop at the
 * first click, and after each place without one go on with 0.85.
 */
export const cascade: PersonMetric = {
  name: 'cascade',
  doc: 'Chance of a click on the list under a cascade click model: from the top, click 0.6 on a target, 0.02 on anything else, go on with 0.85 after none.',
  paper: 'Craswell et al., An experimental comparison of click position-bias models, WSDM 2008, doi:10.1145/1341531.1341545',
  higherIsBetter: true,
  value: (ranked, k) => {
    let looking = 1
    let clicked = 0
    for (let place = 1; place <= Math.min(k, ranked.list.length); place++) {
      const chance = isTarget(ranked, place) ? relevantClick : idleClick
      clicked += looking * chance
      looking *= (1 - chance) * patience
    }
    return clicked
  },
}

function isTarget({ ranks }: Ranked, place: number): boolean {
  for (let i = 0; i < ranks.length && ranks[i] <= place; i++) if (ranks[i] === place) return true
  return false
}
