import type { Command } from 'commander'
import { forget } from '../service/person.ts'
import { Serving } from '../service/serving.ts'
import { command, usage, withHouse } from './command.ts'

const forgetCommand: Command = command('forget', 'erase a person')
  .option('--user <id>', 'the person')
  .option('--session <id>', 'the anonymous session')
  .action(async (options: { data: string; json: boolean; user?: string; session?: string }) => {
    const { user, session } = options
    if ((user === undefined) === (session === undefined)) throw usage('Say whom to forget: --user ID or --session ID.')
    await withHouse(options, async ({ house, terminal }) => {
      const receipt = await forget(new Serving(house), user === undefined ? `s:${session ?? ''}` : `u:${user}`)
      terminal.result(receipt, () => `Forgotten: ${receipt.events} events of "${receipt.person}". ${receipt.note}\nReceipt ${receipt.receipt}`)
    })
  })
export default forgetCommand
