import type { Command } from 'commander'
import { listen } from '../serve.ts'
import { command, wholeNumber } from './command.ts'

const serveCommand: Command = command('serve', 'serve the HTTP API and the pages')
  .option('--port <n>', 'port to listen on', wholeNumber(0, 65_535), 8080)
  .option('--host <address>', 'address to listen on; any but loopback needs API keys', '127.0.0.1')
  .option('--workers <n>', 'serving processes; each holds the models and the catalogue in memory', wholeNumber(1, 64), 1)
  .action(async (options: { data: string; json: boolean; port: number; host: string; workers: number }) => {
    const server = await listen(options.data, options)
    process.stderr.write(`${server.lines.join('\n')}\n`)
    if (options.json) process.stdout.write(`${JSON.stringify({ url: server.url })}\n`)
    await server.closed
  })
export default serveCommand
