import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Command, Option } from 'commander'
import { describe, expect, it } from 'vitest'
import { candor } from './candor.ts'

const source = fileURLToPath(new URL('../../src/cli', import.meta.url))
const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8')

/** First cells of the table of commands, by the command's name. */
const rows = new Map(
  page
    .split('\n')
    .map((line) => /^\| `(\w+)((?:[^`\\]|\\.)*)`/.exec(line))
    .flatMap((found) => (found === null ? [] : [[found[1]!, found[2]!.replaceAll('\\|', '|')] as const])),
)
/** What the program itself offers. */
const offered = [...candor('--help').out.matchAll(/^ {2}([a-z]+)(?: |$)/gm)].map(([, name]) => name!).filter((name) => name !== 'help')
/** Options that every command has are told once, above the table. */
const everywhere = ['--data', '--json', '--help']

const optionsIn = (text: string): string[] => [...text.matchAll(/(?<![\w-])--?[a-z][a-z-]*/g)].map(([option]) => option)

describe('the page of the command line', () => {
  it('has a row for each command, and no other', () => {
    expect([...rows.keys()].sort()).toEqual([...offered].sort())
    const files = readdirSync(source).map((name) => name.replace(/\.ts$/, ''))
    expect(offered.filter((name) => !files.includes(name))).toEqual([])
    for (const option of everywhere) expect(page).toContain(`\`${option}`)
  })

  it.each(offered)('names every option of %s, those that must be given, choices and defaults as they are', async (name) => {
    const { default: command } = (await import(`../../src/cli/${name}.ts`)) as { default: Command }
    const row = rows.get(name)!
    const help = command.helpInformation()
    const own = command.options.filter(({ long, short }) => !everywhere.includes(long ?? short!))
    const nameOf = ({ long, short }: Option): string => long ?? short!
    for (const option of own) {
      expect(help).toContain(nameOf(option))
      expect([nameOf(option), optionsIn(row).includes(nameOf(option))]).toEqual([nameOf(option), true])
      const stated = new RegExp(`${nameOf(option)} ([^\\]|()]+(?:\\|[\\w]+)*)`).exec(row)?.[1]?.trim()
      // In capitals stands what somebody fills in; anything else is the default, or the values there are.
      if (option.argChoices !== undefined) expect(stated?.split('|')).toEqual(option.argChoices)
      else if (stated !== undefined && !/^[A-Z]/.test(stated))
        expect([nameOf(option), stated]).toEqual([nameOf(option), [option.defaultValue].flat().join(',')])
    }
    const known = own.flatMap(({ long, short }) => [long, short])
    expect(optionsIn(row).filter((option) => !known.includes(option))).toEqual([])
  })
})
