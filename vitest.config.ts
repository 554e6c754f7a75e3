import { defineConfig } from 'vitest/config'

const needs = ['nats', 'redis', 'e2e', 'postgres', 'kafka', 'pulsar', 'aws', 'kube', 'deploy'] as const
/** Needs whose tests start a large server: one at a time, and slow to begin. */
const heavy: ReadonlySet<string> = new Set(['kafka', 'pulsar', 'aws', 'kube', 'deploy'])
const folders = '{libs,services,cli,bench,faults,deploy,scripts}'

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
          testTimeout: need === 'e2e' ? 180_000 : heavy.has(need) ? 90_000 : 30_000,
          hookTimeout: heavy.has(need) ? 120_000 : 60_000,
          maxWorkers: heavy.has(need) ? 1 : 2,
        },
      })),
    ],
  },
})
