import { defineConfig } from 'vitest/config'

const needs = ['nats', 'redis', 'e2e'] as const
const folders = '{libs,services,cli,bench,faults,scripts}'

/** One project per need: a plain `*.test.ts` needs nothing; `*.nats.test.ts` starts a nats-server; and so on. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'plain',
          include: [`${folders}/**/*.test.ts`],
          exclude: ['**/node_modules/**', ...needs.map((need) => `**/*.${need}.test.ts`)],
        },
      },
      ...needs.map((need) => ({
        test: {
          name: need,
          include: [`${folders}/**/*.${need}.test.ts`],
          testTimeout: need === 'e2e' ? 180_000 : 30_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      })),
    ],
  },
})
