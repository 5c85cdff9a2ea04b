import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { rows, sets } from './leaderboard-rows.mjs'

/** Writes docs/leaderboard.md from the stored rows. */
export function report(results) {
  const parts = Object.keys(sets).flatMap((name) => {
    const file = new URL(`${name}.json`, results)
    return existsSync(file) ? [section(name, withOthers(name, JSON.parse(readFileSync(file, 'utf8')), results))] : []
  })
  const head = `# Leaderboard

Every model on public data sets, each by the set's own protocol: full ranking, 95 % bootstrap intervals over people in brackets, parameters chosen on validation only. Rows are made by
\`node bench/quality/leaderboard.mjs\`, this page from them by \`node bench/quality/leaderboard.mjs --report\`; do not edit it. *target* is the published figure of the family on the set's first metrics; *list* the median time to score one history
alone and pick ten; *memory* the peak of the whole process while fitting and measuring. Rows of Gowalla without a time of a list are those of \`node bench/quality/gowalla.mjs --store MODEL\`.
`
  writeFileSync(new URL('../../docs/leaderboard.md', import.meta.url), `${[head, ...parts, ...ablation(results)].join('\n')}`)
}

/** What each ingredient is worth, as `ablation.mjs` stored it. */
function ablation(results) {
  const file = new URL('../ablation.json', results)
  if (!existsSync(file)) return []
  const { rows: measured, seed, cpu, cores, node, date, commit } = JSON.parse(readFileSync(file, 'utf8'))
  const table = measured.map(({ model, without, cases, metrics, change }) => {
    const cells = Object.keys(metrics).flatMap((metric) => [cell(metrics[metric], false), change === undefined ? '' : signedCell(change[metric])])
    return `| ${[model, without, cases.toLocaleString('en'), ...cells].join(' | ')} |`
  })
  const columns = Object.keys(measured[0].metrics).flatMap((metric) => [titled(metric), 'change'])
  return [
    `## Ingredients of the best on Amazon Beauty

One ingredient at a time switched off, all else as it is; **validation** figures, so higher than the test's above and not comparable with them. *change*: beside the whole model over the same cases, with its paired 95 % bootstrap interval. The blend learns its weights on every other
case and is measured on the rest. Made by \`node bench/quality/ablation.mjs\`; seed ${seed}; ${cpu}, ${cores} cores, Node ${node}, ${date}, commit ${commit}.

| ${['model', 'without', 'cases', ...columns].join(' | ')} |
|---|---|${['cases', ...columns].map(() => '---:|').join('')}
${table.join('\n')}
`,
  ]
}

/** Rows of Gowalla that `gowalla.mjs` measured, with the parameters of the leaderboard's own, where the leaderboard has not measured them itself. */
function withOthers(name, { seed, rows: measured }, results) {
  const file = new URL('../gowalla.json', results)
  if (name !== 'gowalla' || !existsSync(file)) return { seed, rows: measured }
  const { rows: others } = JSON.parse(readFileSync(file, 'utf8'))
  const [any] = measured
  const added = others
    .filter(({ model, test }) => test !== undefined && !measured.some((row) => row.model === model))
    .map(({ model, params, test, peakMegabytes, machine }) => ({
      ...any,
      label: model,
      model,
      params,
      metrics: { 'recall@20': test['recall@20'], 'ndcg@20': test['ndcg@20'], 'coverage@20': [test.coverage, test.coverage, test.coverage] },
      fitSeconds: Math.round(test.fitSeconds),
      peakMegabytes,
      modelMegabytes: test.megabytes,
      listMilliseconds: undefined,
      machine,
    }))
  return { seed, rows: [...measured, ...added] }
}

function section(name, { seed, rows: measured }) {
  const set = sets[name]
  const targets = new Map(rows[name].map((row) => [row.label ?? row.model, row]))
  const sorted = [...measured].sort((a, b) => first(b, set) - first(a, set))
  const metrics = set.headline.filter((metric) => measured.some((row) => row.metrics[metric] !== undefined))
  const best = metrics.map((metric) => Math.max(...measured.map((row) => row.metrics[metric]?.[0] ?? Number.NEGATIVE_INFINITY)))
  const table = sorted.map((row) => {
    const cells = metrics.map((metric, column) => cell(row.metrics[metric], better(metric) && row.metrics[metric]?.[0] === best[column]))
    return `| ${[row.label, ...cells, targetCell(row, targets.get(row.label)?.target), `${row.fitSeconds} s`, `${row.peakMegabytes} MB`, `${row.modelMegabytes} MB`, row.listMilliseconds === undefined ? '–' : `${row.listMilliseconds} ms`].join(' | ')} |`
  })
  const missed = sorted.filter((row) => Object.entries(targets.get(row.label)?.target ?? {}).some(([metric, wanted]) => row.metrics[metric][0] < wanted))
  const tried = [...new Set(missed.map(({ model }) => `[${model}](models/${model}.md)`))]
  const compared = sorted.filter(({ versus }) => versus !== undefined).map(comparison)
  const [any] = measured
  const machines = [
    ...new Set(measured.map(({ machine }) => `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, ${machine.date}, commit ${machine.commit}`)),
  ]
  return `## ${set.title}

${set.protocol} ${any.people.toLocaleString('en')} people, ${any.items.toLocaleString('en')} items, ${any.entries.toLocaleString('en')} entries to learn from, ${any.cases.toLocaleString('en')} cases; seed ${seed}.

| ${['model', ...metrics.map(titled), 'target', 'fit', 'memory', 'model', 'list'].join(' | ')} |
|---|${metrics.map(() => '---:|').join('')}---|---:|---:|---:|---:|
${table.join('\n')}
${tried.length > 0 ? `\nWhat was tried where a family misses its published figure stands on its page: ${tried.join(', ')}.\n` : ''}${compared.length > 0 ? `\n${compared.join(' ')}\n` : ''}
<details><summary>Parameters and machine</summary>

${sorted.map(({ label, model, params }) => `- ${label}: \`${model}\` \`${JSON.stringify(params)}\``).join('\n')}
${machines.map((line) => `- ${line}`).join('\n')}

</details>
`
}

/** How far a row is from its twin over the same cases. */
function comparison({ label, versus: { row, ...differences } }) {
  const parts = Object.entries(differences).map(([metric, figure]) => `${titled(metric)} ${signedCell(figure)}`)
  return `*${label}* beside *${row}*, the same cases: ${parts.join(', ')}.`
}

function signedCell(figure) {
  const [value, low, high] = figure.map((number) => `${number < 0 ? '−' : '+'}${Math.abs(number).toFixed(4).replace(/^0/, '')}`)
  return `${value} [${low}, ${high}]`
}

function first(row, set) {
  return row.metrics[set.headline[0]]?.[0] ?? 0
}

/** Of popularity and Gini no value is the best one. */
function better(metric) {
  return !metric.startsWith('arp') && !metric.startsWith('gini')
}

function titled(metric) {
  return metric.replace(/^[a-z]+/, (name) => (name.length <= 4 ? name.toUpperCase() : name))
}

function cell(figure, isBest) {
  if (figure === undefined) return '–'
  const [value, low, high] = figure
  const digits = Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 4
  const show = (number) => number.toFixed(digits).replace(/^0\./, '.')
  const mean = isBest ? `**${show(value)}**` : show(value)
  return low === high ? mean : `${mean} [${show(low)}, ${show(high)}]`
}

/** Reached, or by how much it is missed, for each metric of the target. */
function targetCell(row, target) {
  if (target === undefined) return ''
  return Object.entries(target)
    .map(([metric, wanted]) => {
      const [value] = row.metrics[metric]
      const gap = (100 * (value - wanted)) / wanted
      return `${titled(metric)} ${wanted.toFixed(4).replace(/^0/, '')} ${value >= wanted ? 'reached' : `missed by ${Math.abs(gap).toFixed(1)} %`}`
    })
    .join(', ')
}
