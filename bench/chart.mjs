/**
 * A line chart as SVG text, both axes logarithmic, so that a straight line is a power and its slope the exponent. It carries its own colours for light and dark.
 * @param series [{ name, points: [[x, y], …] }], all numbers positive
 */
export function lineChart({ title, x, y, series, width = 720, height = 400 }) {
  const margin = { left: 64, right: 150, top: 44, bottom: 48 }
  const xs = series.flatMap(({ points }) => points.map((point) => point[0]))
  const ys = series.flatMap(({ points }) => points.map((point) => point[1]))
  const across = scale(Math.min(...xs), Math.max(...xs), margin.left, width - margin.right)
  const up = scale(Math.min(...ys) * 0.8, Math.max(...ys) * 1.25, height - margin.bottom, margin.top)
  const ticks = [...new Set(xs)].sort((a, b) => a - b)
  const levels = decades(Math.min(...ys) * 0.8, Math.max(...ys) * 1.25)
  const labels = apart(
    series.map(({ name, points }, index) => ({ name, index, at: up(points.at(-1)[1]) })),
    15,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${quoted(title)}" font-family="system-ui, sans-serif" font-size="12">
<style>
  svg { background: #fff; --ink: #222; --rule: #ddd } text { fill: var(--ink) } .rule { stroke: var(--rule) } .line { fill: none; stroke-width: 2 }
  @media (prefers-color-scheme: dark) { svg { background: #1a1b1e; --ink: #ddd; --rule: #3a3b3e } }
</style>
<text x="${margin.left}" y="20" font-size="15" font-weight="600">${quoted(title)}</text>
${levels.map((level) => `<line class="rule" x1="${margin.left}" x2="${width - margin.right}" y1="${round(up(level))}" y2="${round(up(level))}"/><text x="${margin.left - 8}" y="${round(up(level) + 4)}" text-anchor="end">${level}</text>`).join('\n')}
${ticks.map((tick) => `<line class="rule" y1="${margin.top}" y2="${height - margin.bottom}" x1="${round(across(tick))}" x2="${round(across(tick))}"/><text x="${round(across(tick))}" y="${height - margin.bottom + 18}" text-anchor="middle">${tick.toLocaleString('en')}</text>`).join('\n')}
<text x="${(margin.left + width - margin.right) / 2}" y="${height - 10}" text-anchor="middle">${quoted(x)}</text>
<text x="${margin.left - 40}" y="${margin.top - 10}">${quoted(y)}</text>
${series.map(({ points }, index) => `<polyline class="line" stroke="${colour(index)}" points="${points.map(([px, py]) => `${round(across(px))},${round(up(py))}`).join(' ')}"/>${points.map(([px, py]) => `<circle r="3" fill="${colour(index)}" cx="${round(across(px))}" cy="${round(up(py))}"/>`).join('')}`).join('\n')}
${labels.map(({ name, index, at }) => `<text x="${width - margin.right + 10}" y="${round(at + 4)}" style="fill: ${colour(index)}">${quoted(name)}</text>`).join('\n')}
</svg>
`
}

function scale(low, high, from, to) {
  return (value) => from + ((Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low) || 1)) * (to - from)
}

/** 1, 2 and 5 times the powers of ten within the range; only the powers where those would be too many. */
function decades(low, high) {
  const steps = high / low > 300 ? [1] : [1, 2, 5]
  const all = []
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++)
    for (const step of steps) all.push(Number((step * 10 ** power).toPrecision(1)))
  return all.filter((level) => level >= low && level <= high)
}

/** Moves labels down where they would lie on each other. */
function apart(labels, gap) {
  const sorted = labels.sort((a, b) => a.at - b.at)
  for (let i = 1; i < sorted.length; i++) sorted[i].at = Math.max(sorted[i].at, sorted[i - 1].at + gap)
  return sorted
}

function colour(index) {
  return ['#2f7ed8', '#d9480f', '#2b8a3e', '#9c36b5', '#c2255c', '#0b7285', '#a07000', '#868e96'][index % 8]
}

function round(value) {
  return Math.round(value * 10) / 10
}

function quoted(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
