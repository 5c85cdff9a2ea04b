/**
 * Makes docs/bench.md and its charts of what lies in bench/results. Run: node bench/report.mjs [--check]; with --check nothing is written and the exit code is 1 where the page is not what the
 * results say.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { lineChart } from './chart.mjs'

const results = (name) => {
  const path = fileURLToPath(new URL(`./results/${name}.json`, import.meta.url))
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}
const found = Object.fromEntries(
  ['ease', 'ials', 'bpr', 'lightgcn', 'item-knn', 'import', 'store', 'serve', 'while-training', 'start', 'nn', 'sasrec', 'size', 'cost', 'profile'].map(
    (name) => [name, results(name)],
  ),
)
const { ease, ials, bpr, store, serve, start, size, cost, profile } = found
const text = (value, digits = 2) => value.toFixed(digits)
const spreadText = ({ median, low, high }, digits = 2) => `${text(median, digits)} (${text(low, digits)} to ${text(high, digits)})`
const verdict = (isMet) => (isMet ? 'met' : 'missed')

/** What was done about the slowest loops; the figures stand beside the change that made them. */
const profileNotes = `The first is the product of the inverse with the sparse pairs of before and after, the slowest loop of any training here. It was plain JavaScript over four rows at a time; a SIMD kernel over eight, whose sums of a column fill a line of the cache, took the whole fit from 15.6 (14.8 to 16.4) s to 12.3 (12.0 to 12.6) s, in turns on
the same machine, with the same bits. Tried before, without gain: eight rows in JavaScript (1.3 times as fast alone, nothing in two threads), and columns in blocks of 512 to 4,096 (no faster or slower: the sums are near enough as they are). Most of the rest is the inverse itself, matrix products in onnxruntime.

Of \`ials\`, function 0 walks the events in the steps of conjugate gradient, and function 5 turns the axes of people and items, a product with a matrix of factors × factors twice a round. The steps used to multiply each direction by the Gram matrix, nearly three quarters of the operations of a round with 256 factors; in axes that make it tridiagonal they do so for next to nothing, which, with four events read at a time, took
a round from .97 to .67 s on the same machine, with the same steps. Tried instead: that product in onnxruntime for 256 rows at a time, twice as fast, but the events of so many rows leave the cache between two steps (.77 s). All is SIMD on memory that the threads share; people and items are taken in shares so that none waits for the last (\`meet\` is that waiting).

Of \`sasrec\` six sevenths are inside onnxruntime, half of that matrix products. Of what is ours the largest is drawing dropout masks; the optimiser touches only the rows of items in the step (\`adam\`). What was done before: rows are packed without padding, negatives are sampled, items' vectors are gathered and scattered by a kernel of our own.`

const rows = []
const row = (what, figure, target, name) => rows.push([what, figure, target, `[${name}](../bench/speed/${name}.mjs)`])

if (ease) {
  for (const { items, what, ratio, median, low, high, difference } of ease.rows) {
    if (what.startsWith('numpy') || what.endsWith('solve')) continue
    const rival = ratio === null ? '' : `, ${text(ratio)} × numpy ${ease.numpy}`
    const target = ratio === null ? '' : `≤ 2 ×: ${verdict(ratio <= 2)}`
    row(
      `EASE, ${items.toLocaleString('en')} items, ${what.slice('candor, '.length)}`,
      `${spreadText({ median, low, high })} s${rival}${difference === null ? '' : `; B differs by ${difference.toExponential(0)} of its largest`}`,
      target,
      'ease',
    )
  }
}
if (ials) {
  for (const { factors, candor, ratio } of ials.rows)
    row(
      `iALS, one iteration, ${factors} factors`,
      `${spreadText(candor)} s${ratio === undefined ? '' : `, ${text(ratio)} × implicit`}`,
      ratio === undefined ? '' : `≤ 1.2 ×: ${verdict(ratio <= 1.2)}`,
      'ials',
    )
}
if (bpr) {
  for (const { factors, candor, ratio } of bpr.rows)
    row(
      `BPR, one epoch, ${factors} factors, one negative an event`,
      `${spreadText(candor)} s${ratio === undefined ? '' : `, ${text(ratio)} × implicit`}`,
      ratio === undefined ? '' : `≤ 1.2 ×: ${verdict(ratio <= 1.2)}`,
      'bpr',
    )
}
if (found.lightgcn) {
  for (const { factors, candor, ratio } of found.lightgcn.rows)
    row(
      `LightGCN, one training step, ${factors} factors, one thread`,
      `${spreadText(candor, 0)} ms${ratio === undefined ? '' : `, ${text(ratio)} × PyTorch`}`,
      ratio === undefined ? '' : `≤ 1 ×: ${verdict(ratio <= 1)}`,
      'lightgcn',
    )
}
if (found['item-knn']) {
  const { people, items, candor, implicit, ratio } = found['item-knn']
  row(
    `item-knn, ${people.toLocaleString('en')} people, ${items.toLocaleString('en')} items`,
    `${spreadText(candor)} s${implicit ? `, ${text(ratio)} × implicit on all cores` : ''}`,
    '',
    'item-knn',
  )
}
if (found.import) {
  const { rows: lines, seconds, megabytes, rowsPerSecond } = found.import
  row(
    `import of ${lines.toLocaleString('en')} rows of Online Retail`,
    `${spreadText(seconds, 1)} s, ${rowsPerSecond.toLocaleString('en')} rows a second, peak ${megabytes.median} MB`,
    `≤ 20 s: ${verdict(seconds.median <= 20)}; ≤ 700 MB: ${verdict(megabytes.median <= 700)}`,
    'import',
  )
}
if (store) {
  for (const { clients, batch, eventsPerSecond, milliseconds } of store.append)
    row(
      `durable events, ${clients} client${clients > 1 ? 's' : ''} × ${batch}`,
      `${eventsPerSecond.toLocaleString('en')} a second, p50 ${milliseconds.p50} ms, p99 ${milliseconds.p99} ms`,
      '',
      'store',
    )
  const { history, training, forget, megabytes } = store
  row(
    `a person's last events (${Math.round(history.entriesOnAverage)}) out of ${(store.bulk.events + 0).toLocaleString('en')} and more`,
    `p50 ${Math.round(history.microseconds.p50)} µs, p99 ${Math.round(history.microseconds.p99)} µs`,
    '',
    'store',
  )
  row(
    `reading ${training.rows.toLocaleString('en')} events for training`,
    `${text(training.seconds)} s, ${text((training.seconds / training.rows) * 1e6)} s a million`,
    '',
    'store',
  )
  row(
    `forgetting ${forget.events.toLocaleString('en')} events of one person`,
    `${text(forget.seconds)} s${forget.wipeSeconds === undefined ? '' : `, then wiping ${megabytes} MB in ${text(forget.wipeSeconds)} s`}`,
    '',
    'store',
  )
}
if (serve) {
  const rows = serve.servers.flatMap(({ workers, rows }) => rows.map((row) => ({ ...row, workers })))
  for (const { side, connections, p50, p95, p99, perSecond, workers } of rows) {
    const target = side === 'recommend+explain' && connections === 8 ? `p95 ≤ 10 ms: ${verdict(p95 <= 10)}; ≥ 400 a second: ${verdict(perSecond >= 400)}` : ''
    row(
      `${side === 'recommend' ? 'lists' : 'lists with reasons'} over HTTP, Beauty, ${connections} connection${connections > 1 ? 's' : ''} asking again at once, ${workers === 1 ? 'one process' : `--workers ${workers}`}`,
      `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, ${perSecond.toLocaleString('en')} a second`,
      target,
      'serve',
    )
  }
  for (const { workers, paced } of serve.servers)
    for (const { times, rate, connections, p50, p95, p99, perSecond } of paced)
      row(
        `the same, ${connections} connections asking ${rate} times a second between them, at ${times} times, from when each was due, ${workers === 1 ? 'one process' : `--workers ${workers}`}`,
        `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, ${perSecond} a second`,
        rate === 400 ? `p95 ≤ 10 ms: ${verdict(p95 <= 10)}` : '',
        'serve',
      )
  for (const { workers, peakMegabytes } of serve.servers)
    row(`memory of that server, ${workers === 1 ? 'one process' : `--workers ${workers}, all processes`}`, `peak ${peakMegabytes} MB`, '', 'serve')
}
if (start) {
  row(
    'first `candor start`',
    `ready after ${spreadText(start.first.seconds, 1)} s, peak ${start.first.megabytes.median} MB`,
    `≤ 90 s: ${verdict(start.first.seconds.median <= 90)}`,
    'start',
  )
  row(
    'second `candor start`',
    `ready after ${spreadText(start.second.seconds, 1)} s, peak ${start.second.megabytes.median} MB`,
    `≤ 3 s: ${verdict(start.second.seconds.median <= 3)}`,
    'start',
  )
}
if (found['while-training']) {
  const { perSecond, alone, training, ratio } = found['while-training']
  row(
    `lists over HTTP, Beauty, ${perSecond} a second, while a network trains on the same cores`,
    `p50 ${training.p50} ms, p99 ${training.p99} ms; p50 ${alone.p50} ms, p99 ${alone.p99} ms without`,
    `p99 ≤ 2 ×: ${verdict(ratio <= 2)} (${text(ratio)})`,
    'while-training',
  )
}
if (found.nn) {
  const { threads, rows } = found.nn
  for (const { factors, candor, ratio } of rows)
    row(
      `one training step of sasrec, ${factors} factors, ${threads} thread${threads > 1 ? 's' : ''}`,
      `${spreadText(candor, 1)} ms${ratio === undefined ? '' : `, ${text(ratio)} × PyTorch`}`,
      ratio === undefined ? '' : `≤ 1.2 ×: ${verdict(ratio <= 1.2)}`,
      'nn',
    )
}
if (found.sasrec?.ours) {
  const { ours, recbole, ratio } = found.sasrec
  const reached = ({ 'ndcg@10': ndcg, 'hr@10': hr }) => `NDCG@10 ${text(ndcg, 4)}, HR@10 ${text(hr, 4)} on the test`
  row(
    `sasrec on Beauty, ${ours.epochs} epochs, events alone`,
    `${ours.cpuSeconds} s of one thread, ${text(ours.cpuSeconds / ours.epochs, 1)} s an epoch, peak ${ours.peakMegabytes} MB: ${reached(ours.test)}`,
    `NDCG@10 ≥ .050 in ≤ 10 minutes: ${verdict(ours.test['ndcg@10'] >= 0.05 && ours.cpuSeconds <= 600)}`,
    'sasrec',
  )
  if (recbole)
    row(
      "RecBole's SASRec on Beauty",
      `${recbole.best.epoch} epochs, ${recbole.best.cpuSeconds} s of one thread to ${recbole.ended ? 'its best' : `the best of its first ${recbole.epoch} epochs, its own best still open`}, ${text(recbole.trainingCpuSeconds / recbole.epoch, 1)} s an epoch${recbole.test ? `, peak ${recbole.peakMegabytes} MB: ${reached(recbole.test)}` : `: NDCG@10 ${text(recbole.validation, 4)} on validation`}`,
      `ours ≤ ⅓ of its time to its best: ${ratio <= 1 / 3 ? 'met' : recbole.ended ? 'missed' : 'not decided'} (${recbole.ended ? '' : 'at most '}${text(ratio)})`,
      'sasrec',
    )
}

const files = new Map()
files.set(
  'bench.md',
  `# Speed and memory

Made by \`node bench/report.mjs\` from \`bench/results\`; \`npm run bench\` measures anew and makes this page again. Every benchmark is seeded and takes its sides in turn; figures are medians, in brackets the lowest and the highest. A load above the number of cores means that the machine was doing
other work too: then times are longer than they need be, and ratios hold better than seconds.

| what | measured | target | by |
|---|---|---|---|
${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}

| by | measured |
|---|---|
${Object.keys(found)
  .filter((name) => found[name])
  .map((name) => `| ${name} | ${where(found[name])} |`)
  .join('\n')}

EASE: numpy is timed from the Gram matrix to B; "P and B" is the same work here, "whole fit" begins at the events and ends at the pruned model. numpy inverts with LAPACK's general solver, as \`np.linalg.inv\` does; a symmetric one would need three eighths of its operations.
${found.sasrec?.recbole ? sasrecText() : ''}${size ? sizeText() : ''}${cost ? costText() : ''}${profile ? profileText() : ''}`,
)
if (size) {
  const points = (pick) => size.rows.map(({ job, points: all }) => ({ name: job, points: all.map((point) => [point.times, Math.max(0.001, pick(point))]) }))
  const axis = `size: 1 = ${size.items.toLocaleString('en')} items and ${size.people.toLocaleString('en')} people`
  files.set('pictures/bench-time.svg', lineChart({ title: 'Seconds against size', x: axis, y: 'seconds', series: points((point) => point.seconds.median) }))
  files.set('pictures/bench-memory.svg', lineChart({ title: 'Peak memory against size', x: axis, y: 'MB', series: points((point) => point.megabytes.median) }))
}
if (cost) {
  for (const { axis, rows: jobs } of cost.axes) {
    const x = axis === 'length' ? 'length of histories, the made shop’s = 1' : 'factors'
    const series = jobs.map(({ job, points }) => ({ name: job, points: points.map(({ at, seconds }) => [at, Math.max(0.001, seconds.median)]) }))
    files.set(
      `pictures/bench-${axis}.svg`,
      lineChart({ title: `Seconds against ${axis === 'length' ? 'the length of histories' : 'factors'}`, x, y: 'seconds', series }),
    )
  }
}
let stale = 0
for (const [name, content] of files) {
  const path = fileURLToPath(new URL(`../docs/${name}`, import.meta.url))
  if (existsSync(path) && readFileSync(path, 'utf8') === content) continue
  stale++
  if (process.argv.includes('--check')) console.error(`docs/${name} is not what bench/results say. Run: node bench/report.mjs`)
  else writeFileSync(path, content)
}
if (process.argv.includes('--check') && stale > 0) process.exitCode = 1

function sizeText() {
  const largest = (list, pick) => list.reduce((best, item) => (pick(item) > pick(best) ? item : best))
  const last = (job) => job.points.at(-1)
  const slowest = largest(size.rows, (job) => last(job).seconds.median)
  const hungriest = largest(size.rows, (job) => last(job).megabytes.median)
  const lines = size.rows.map(
    ({ job, points, exponent }) => `| ${job} | ${points.map((point) => `${point.seconds.median} s, ${point.megabytes.median} MB`).join(' | ')} | ${exponent} |`,
  )
  return `
## Against size

A made shop of ${size.items.toLocaleString('en')} items and ${size.people.toLocaleString('en')} people, and ${size.rows[0].points
    .slice(1)
    .map((point) => point.times)
    .join(
      ' and ',
    )} times as many of both (${size.rows[0].points.map((point) => point.events.toLocaleString('en')).join(', ')} events). Each line is a process of its own; the exponent is the power of size by which the time grew in the last step. Measured ${where(size)}.

| | ${size.rows[0].points.map((point) => `${point.times}×`).join(' | ')} | exponent |
|---|${'---|'.repeat(size.rows[0].points.length)}---|
${lines.join('\n')}

![Seconds against size](pictures/bench-time.svg)
![Peak memory against size](pictures/bench-memory.svg)

The bottleneck of time is \`${slowest.job}\` (${last(slowest).seconds.median} s at ${last(slowest).times} times the size, growing by the power ${slowest.exponent}), that of memory \`${hungriest.job}\` (${last(hungriest).megabytes.median} MB). \`ease\` and \`linear-next\` invert a dense matrix of items × items: time grows with the third power
of the items, memory with the second, and people and events hardly count. Above about 25 thousand items \`slim-sparse\` takes their place.
`
}

function costText() {
  const table = ({ axis, rows: jobs }) => {
    const points = jobs[0].points
    const heads = points.map(({ at, events }) => (axis === 'length' ? `${at}×, ${events.toLocaleString('en')} events` : `${at} factors`))
    const lines = jobs.map(
      ({ job, points: own, exponent }) =>
        `| ${job} | ${own.map(({ seconds, megabytes }) => `${seconds.median} s, ${megabytes.median} MB`).join(' | ')} | ${exponent} |`,
    )
    return `| | ${heads.join(' | ')} | exponent |\n|---|${'---|'.repeat(points.length)}---|\n${lines.join('\n')}`
  }
  const [length, factors] = ['length', 'factors'].map((name) => cost.axes.find(({ axis }) => axis === name))
  const steepest = ({ rows: jobs }) => jobs.reduce((best, job) => (job.exponent > best.exponent ? job : best))
  const [long, wide] = [steepest(length), steepest(factors)]
  return `
## Against the length of histories, and against factors

The shop of ${cost.items.toLocaleString('en')} items and ${cost.people.toLocaleString('en')} people, its histories 1, 2 and 4 times as long; \`sasrec\` for ${cost.epochs.sasrec} epochs, reading the newest 50, 100 and 200 items. Measured ${where(cost)}.

${table(length)}

![Seconds against the length of histories](pictures/bench-length.svg)

With the length \`${long.job}\` grows fastest, by the power ${long.exponent}. \`ease\` and \`linear-next\` solve a system of items × items whatever the length; what grows in them is the counting of pairs, of which a history of twice the length has four times as many, and in \`linear-next\` the sparse product with all pairs of before and after.
\`ials\` walks the events in each step of its conjugate gradient beside a part for every person and item that no event adds to, and \`sasrec\` pays for each entry, packed rows holding no padding, and for attention by how long the rows are beside it.

${table(factors)}

![Seconds against factors](pictures/bench-factors.svg)

\`ease\` and \`linear-next\` have no factors. With them \`${wide.job}\` grows fastest, by the power ${wide.exponent}. The bottleneck of \`ials\` is turning the axes of both sides, 2 · (people + items) · factors² a round, which takes over from the events, linear in factors; that of \`sasrec\` the products of each entry with its sampled items, linear
in factors, and then its layers, 72 · layers · factors² an entry.
`
}

function profileText() {
  const seconds = ({ job, cpuSeconds, seconds: whole }) => `${job} (${whole} s, ${cpuSeconds} s of all threads)`
  return `
## Where training spends its time

\`linear-next\` and \`ials\` on the shop 4 times as large, \`sasrec\` for 3 epochs on it as it is, under Node's sampling profiler (\`node bench/speed/profile.mjs\`); shares of the time of all threads that were not waiting. Measured ${where(profile)}.

| | where the time goes |
|---|---|
${profile.rows.map((row) => `| ${seconds(row)} | ${row.loops.map(({ name, share }) => `${name} ${(100 * share).toFixed(0)} %`).join(', ')} |`).join('\n')}

${profileNotes}
`
}

function sasrecText() {
  const { ours, recbole, ratio } = found.sasrec
  const end = recbole.ended
    ? `RecBole's validation had its best after ${recbole.best.epoch} epochs`
    : `RecBole's training was ended after ${recbole.epoch} epochs, its validation still rising (NDCG@10 ${text(recbole.validation, 4)}), so its time to its best is longer than that and the ratio is a bound`
  return `
sasrec beside RecBole: both on the events alone, one thread each, in turns, CPU seconds of training counted, so that what else the machine did falls on both; it was not quiet where the load says so. Our number of epochs and rate were chosen on validation (24 epochs at .002: .0681; 36 at .001: .0662). RecBole 1.2.1
trains with its own defaults, every prefix of a sequence a padded row of 50, each compared with all items; ours packs whole sequences and compares every place with 2,048 items drawn. ${end}: ${text(ours.cpuSeconds, 0)} s against ${text(recbole.best.cpuSeconds, 0)} s, ${text(ratio)}.
`
}

/** Date, commit, machine and load of a result. */
function where(result) {
  const { date, commit, cpu, cores, node, load } = result.machine ?? result
  return `${date}, ${commit}, ${cores} × ${cpu}, Node ${node}, load ${load[0]}`
}
