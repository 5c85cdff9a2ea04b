import { constants } from 'node:fs'
import { access, statfs } from 'node:fs/promises'
import { arch, cpus, platform, totalmem } from 'node:os'
import type { Command } from 'commander'
import { openHouse } from '../open.ts'
import { inspectModels } from '../service/doctor.ts'
import { command } from './command.ts'
import { colours, openTerminal } from './terminal.ts'

interface Check {
  readonly name: string
  readonly state: 'ok' | 'warning' | 'error'
  readonly message: string
}

const doctorCommand: Command = command('doctor', 'check the installation and the data folder').action(async (options: { data: string; json: boolean }) => {
  const terminal = openTerminal(options.json)
  const checks: Check[] = []
  const check = async (name: string, look: () => Promise<string> | string, state: 'warning' | 'error' = 'error') => {
    try {
      checks.push({ name, state: 'ok', message: await look() })
    } catch (error) {
      checks.push({ name, state, message: error instanceof Error ? error.message : String(error) })
    }
  }
  await check('node', () => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
    if (major < 20 || (major === 20 && minor < 19)) throw new Error(`Node ${process.versions.node} is too old; Candor needs 20.19 or newer.`)
    return `Node ${process.versions.node} on ${platform()} ${arch()}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(1)} GiB`
  })
  await check(
    'matrix products',
    async () => {
      await import('onnxruntime-node')
      return 'onnxruntime-node loads'
    },
    'warning',
  )
  await check(
    'chinese words',
    async () => {
      await import('@node-rs/jieba')
      return 'jieba loads'
    },
    'warning',
  )
  await check(
    'disk',
    async () => {
      const { bavail, bsize } = await statfs('.')
      const free = bavail * bsize
      if (free < 1e9) throw new Error(`only ${(free / 1e6).toFixed(0)} MB are free; training and imports may stop for lack of room`)
      return `${(free / 1e9).toFixed(1)} GB free`
    },
    'warning',
  )
  await check('data folder', async () => {
    const exists = await access(options.data, constants.F_OK).then(
      () => true,
      () => false,
    )
    if (!exists) return `${options.data} does not exist yet; "candor start" or "candor import" makes it`
    await access(options.data, constants.R_OK | constants.W_OK).catch(() => {
      throw new Error(`${options.data} cannot be read and written by this user; change its owner or choose another with --data`)
    })
    const house = await openHouse(options.data)
    try {
      const { events, people, items } = house.store.counts()
      for (const { name, error } of await inspectModels(house))
        checks.push({ name: `model ${name}`, state: error === undefined ? 'ok' : 'error', message: error ?? 'loads' })
      return `${events} events of ${people} people, ${items} items`
    } finally {
      await house.store.close()
    }
  })
  const bad = checks.filter(({ state }) => state === 'error').length
  const mark = { ok: colours.green('✔'), warning: colours.yellow('!'), error: colours.red('✘') }
  terminal.result({ ok: bad === 0, checks }, () => checks.map(({ name, state, message }) => `${mark[state]} ${name.padEnd(18)} ${message}`).join('\n'))
  process.exitCode = bad === 0 ? 0 : 1
})
export default doctorCommand
