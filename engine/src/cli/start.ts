import type { Command } from 'commander'
import { listen } from '../serve.ts'
import { makeDemo } from '../service/demo.ts'
import { evaluate } from '../service/evaluate.ts'
import { qualityReport } from '../service/quality.ts'
import { train, usualModels } from '../service/train.ts'
import { command, wholeNumber, withHouse } from './command.ts'
import { noticeColours } from './terminal.ts'

const startCommand: Command = command('start', 'make a demo shop if there is no data, then serve API, dashboard and storefront')
  .option('--port <n>', 'port to listen on', wholeNumber(0, 65_535), 8080)
  .option('--host <address>', 'address to listen on; any but loopback needs API keys', '127.0.0.1')
  .action(async (options: { data: string; json: boolean; port: number; host: string }) => {
    let stopped = false
    await withHouse({ ...options, make: true }, async ({ house, terminal, signal }) => {
      const work = { signal, progress: terminal.progress }
      // Each step leaves a mark when it is done, so a start that was interrupted goes on where it was.
      const empty = house.store.counts().events === 0 && house.store.counts().items === 0
      if (empty || (house.store.document('demo-begun') !== undefined && house.store.document('demo') === undefined)) {
        await house.store.putDocument('demo-begun', { at: house.now() })
        const demo = await makeDemo(house, work)
        terminal.say(`Made a shop: ${demo.products} products, ${demo.people} people, ${demo.events} events over a year.`)
      }
      const missing = usualModels().filter((name) => house.store.document(`models/${name}`) === undefined)
      if (missing.length > 0) {
        await qualityReport(house)
        const trained = await train(house, { ...work, models: missing })
        terminal.say(`Trained ${trained.map((model) => `${model.name} (${model.fitSeconds.toFixed(1)} s)`).join(', ')}.`)
      }
      if (house.store.document('demo') !== undefined && house.store.document('evaluations/leave-one-out') === undefined) {
        const report = await evaluate(house, work)
        terminal.say(
          `Evaluated on ${report.cases} people: ${report.models.map((model) => `${model.name} ${model.metrics['ndcg@10']?.value.toFixed(3)}`).join(', ')} NDCG@10.`,
        )
      }
      stopped = signal.aborted
    })
    if (stopped) return
    const server = await listen(options.data, options)
    if (options.json) process.stdout.write(`${JSON.stringify({ url: server.url, storefront: `${server.url}/`, dashboard: `${server.url}/dashboard/` })}\n`)
    process.stderr.write(`${noticeColours.green('Candor is up.')}\n${server.lines.join('\n')}\nCtrl-C stops it.\n`)
    await server.closed
  })
export default startCommand
