import type { Command } from 'commander'
import { createKey, listKeys, revokeKey, scopes } from '../service/keys.ts'
import { command, list, usage, withHouse } from './command.ts'

interface Options {
  data: string
  json: boolean
  scopes: string[]
  name?: string
}

const keysCommand: Command = command('keys', 'make, list and revoke API keys')
  .argument('[action]', 'create, list or revoke', 'list')
  .argument('[id]', 'with revoke: the id of the key')
  .option('--scopes <names>', `with create: any of ${scopes.join(', ')}`, list, ['serve'])
  .option('--name <text>', 'with create: what the key is for')
  .action(async (action: string, id: string | undefined, options: Options) => {
    if (!['create', 'list', 'revoke'].includes(action)) throw usage(`"candor keys ${action}" is not known; it is create, list or revoke.`)
    await withHouse({ ...options, make: true }, async ({ house, terminal }) => {
      if (action === 'create') {
        const made = await createKey(house, options.scopes, options.name ?? '')
        terminal.result(
          made,
          () => `${made.key}\nKeep it now: only its hash is stored, so it cannot be shown again. Id ${made.id}, scopes ${made.scopes.join(', ')}.`,
        )
      } else if (action === 'revoke') {
        if (id === undefined) throw usage('Name the key: candor keys revoke ID. "candor keys list" shows the ids.')
        await revokeKey(house, id)
        terminal.result({ revoked: id }, () => `Key ${id} no longer works.`)
      } else {
        const keys = listKeys(house)
        terminal.result(
          { keys },
          () =>
            keys.map((key) => `${key.id}  ${key.scopes.join(',').padEnd(20)}  ${new Date(key.createdAt).toISOString().slice(0, 10)}  ${key.name}`).join('\n') ||
            'No key has been made: on this machine every scope is open.',
        )
      }
    })
  })
export default keysCommand
