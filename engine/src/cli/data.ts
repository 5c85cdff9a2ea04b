import type { Command } from 'commander'
import type { ImportReport } from '../service/contract.ts'
import { imports } from '../service/reports.ts'
import { command, withHouse } from './command.ts'

const dataCommand: Command = command('data', 'what is in the store').action(async (options: { data: string; json: boolean }) => {
  await withHouse(options, async ({ house, terminal }) => {
    const counts = house.store.counts()
    const files = imports(house)
    terminal.result({ ...counts, imports: files }, () =>
      [
        `${counts.events} events of ${counts.people} people and ${counts.sessions} anonymous sessions, ${counts.items} items`,
        ...files.map(
          (file) =>
            `  ${new Date(file.at).toISOString().slice(0, 16)}  ${file.file}: ${file.rows} rows, ${found(file)}, ${file.rejected} rejected, ${file.duplicates} duplicates`,
        ),
      ].join('\n'),
    )
  })
})
export default dataCommand

/** What a file brought: events, products, people. */
function found({ stored, products, people }: ImportReport): string {
  const parts = [`${stored} events stored`, `${products} products`, `${people} people`].filter((part) => !part.startsWith('0 '))
  return parts.join(', ') || 'nothing new'
}
