import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { type CheckpointPlace, trainInThread } from '../../src/nn/thread.ts'
import type { Progress } from '../../src/nn/trainer.ts'

const module = new URL('./planted-task.mjs', import.meta.url)
const { plantedInput } = (await import(new URL('./planted-input.mjs', import.meta.url).href)) as { plantedInput: (more?: object) => { epochs: number } }

/** Keeps every checkpoint; begins from the given one. */
function place(from?: Uint8Array): CheckpointPlace & { readonly saved: Uint8Array[] } {
  const saved: Uint8Array[] = []
  return {
    saved,
    seconds: 0,
    load: async () => from,
    save: async (bytes) => void saved.push(bytes),
  }
}

describe('a training', () => {
  it('finds a planted structure, its loss falls, and it tells how far it is', async () => {
    const told: Progress[] = []
    const { curve, bestEpoch, weights } = await trainInThread(module, plantedInput(), { seed: 1, progress: (step) => told.push(step) })
    expect(curve).toHaveLength(12)
    expect(curve[11]!.loss).toBeLessThan(0.5 * curve[0]!.loss)
    expect(curve[0]!.figures.hits).toBeLessThan(0.7)
    expect(Math.max(...curve.map(({ figures }) => figures.hits!))).toBeGreaterThan(0.95)
    expect(curve[bestEpoch]!.figures.hits).toBe(Math.max(...curve.map(({ figures }) => figures.hits!)))
    expect(weights.tables.items).toHaveLength(24 * 12)
    expect(told.at(-1)).toEqual({ stage: 'trained', done: 1 })
    expect(told.every(({ done }, at) => at === 0 || done >= told[at - 1]!.done)).toBe(true)
    expect(told.filter(({ figures }) => figures !== undefined).map(({ figures }) => figures!.loss)).toEqual(curve.map(({ loss }) => loss))
  })

  it('keeps the weights of the best epoch and ends when patience is over', async () => {
    const { curve, bestEpoch, weights } = await trainInThread(module, plantedInput({ stubborn: true, patience: 3 }), { seed: 1 })
    expect(bestEpoch).toBe(0)
    expect(curve).toHaveLength(4)
    const once = await trainInThread(module, plantedInput({ stubborn: true, patience: 1 }), { seed: 1 })
    expect(once.curve).toHaveLength(2)
    expect(weights).toEqual(once.weights)
  })

  it('gives the same bytes for the same seed, others for another', async () => {
    const first = await trainInThread(module, plantedInput(), { seed: 5 })
    expect(await trainInThread(module, plantedInput(), { seed: 5 })).toEqual(first)
    expect((await trainInThread(module, plantedInput(), { seed: 6 })).weights).not.toEqual(first.weights)
  })

  it('lets its thread fail loudly', async () => {
    await expect(trainInThread(module, plantedInput({ fail: true }), { seed: 1 })).rejects.toThrow('fails on purpose')
    await expect(trainInThread(new URL('./planted-input.mjs', import.meta.url), {}, { seed: 1 })).rejects.toThrow('has no export "task"')
  })

  it('stops soon after it is cancelled, and leaves the caller its time', async () => {
    const controller = new AbortController()
    let aborted = 0
    let ticks = 0
    const ticking = setInterval(() => ticks++, 5)
    const endless = trainInThread(module, plantedInput({ epochs: 100_000 }), {
      seed: 1,
      signal: controller.signal,
      progress: () => {
        if (ticks < 20 || aborted > 0) return
        aborted = performance.now()
        controller.abort()
      },
    })
    await expect(endless).rejects.toMatchObject({ code: 'cancelled' })
    clearInterval(ticking)
    expect(performance.now() - aborted).toBeLessThan(1000)
    expect(ticks).toBeGreaterThan(19)
  })
})

describe('a checkpoint', () => {
  it('resumes bit for bit from any moment: in an epoch, at its end, after the best', async () => {
    const whole = place()
    const expected = await trainInThread(module, plantedInput(), { seed: 2, checkpoint: whole })
    expect(whole.saved.length).toBeGreaterThan(12)
    const random = new Random('moments')
    for (const moment of [0, whole.saved.length - 1, ...random.sample(whole.saved.length - 1, 3)]) {
      expect(await trainInThread(module, plantedInput(), { seed: 2, checkpoint: place(whole.saved[moment]) })).toEqual(expected)
    }
  })

  it('is left aside when it is damaged, or of another seed or input', async () => {
    const whole = place()
    const expected = await trainInThread(module, plantedInput(), { seed: 2, checkpoint: whole })
    const last = whole.saved.at(-1)!
    const flipped = last.slice()
    flipped[flipped.length - 5]! ^= 1
    for (const bytes of [flipped, last.subarray(0, 100)]) {
      expect(await trainInThread(module, plantedInput(), { seed: 2, checkpoint: place(bytes) })).toEqual(expected)
    }
    expect(await trainInThread(module, plantedInput(), { seed: 4, checkpoint: place(last) })).toEqual(await trainInThread(module, plantedInput(), { seed: 4 }))
    const longer = plantedInput({ epochs: 13 })
    expect(await trainInThread(module, longer, { seed: 2, checkpoint: place(last) })).toEqual(await trainInThread(module, longer, { seed: 2 }))
  })

  it('that cannot be saved ends the training with its error', async () => {
    const full: CheckpointPlace = { seconds: 0, load: async () => undefined, save: () => Promise.reject(new Error('the disk is full')) }
    await expect(trainInThread(module, plantedInput({ epochs: 100_000 }), { seed: 1, checkpoint: full })).rejects.toThrow('the disk is full')
  })

  it('survives kill -9 at random moments, again and again, to the same weights', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'candor-training-'))
    const random = new Random('kills')
    try {
      const child = (file: string, kill: boolean): Promise<{ resumed: boolean; trained: unknown }> =>
        new Promise((resolve, reject) => {
          const started = spawn(process.execPath, [fileURLToPath(new URL('./training-child.mjs', import.meta.url)), join(folder, file)])
          let text = ''
          let left = 1 + random.int(40)
          started.stdout.on('data', (chunk) => {
            text += chunk
            left -= String(chunk).split('saved').length - 1
            if (kill && left <= 0) started.kill('SIGKILL')
          })
          started.on('error', reject)
          started.on('exit', () => {
            // The last line may have been cut by the kill.
            const lines = text
              .split('\n')
              .slice(0, -1)
              .map((line) => JSON.parse(line))
            resolve({ resumed: lines.some(({ resumed }) => resumed === true), trained: lines.find(({ trained }) => trained !== undefined)?.trained })
          })
        })
      const expected = await child('whole', false)
      expect(expected.resumed).toBe(false)
      let kills = 0
      for (let run = 0; ; run++) {
        const { resumed, trained } = await child('killed', kills < 6)
        expect(resumed).toBe(run > 0)
        if (trained !== undefined) {
          expect(trained).toEqual(expected.trained)
          break
        }
        kills++
      }
      expect(kills).toBeGreaterThan(1)
      expect(readFileSync(join(folder, 'killed')).length).toBeGreaterThan(1000)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
