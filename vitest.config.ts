import { defineConfig } from 'vitest/config'

/** A busy machine is slow, not wrong. */
const patient = { poll: { timeout: 20_000 } }

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'engine',
          root: 'engine',
          include: ['test/**/*.test.ts'],
          exclude: ['test/pages/**', 'test/promises/real-*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: patient,
        },
      },
      { test: { name: 'real', root: 'engine', include: ['test/promises/real-*.test.ts'], testTimeout: 900_000, hookTimeout: 900_000 } },
      {
        test: {
          name: 'pages',
          root: 'engine',
          include: ['test/pages/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          expect: patient,
        },
      },
    ],
  },
})
