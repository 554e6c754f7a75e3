import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/**
 * What tests may need, how many files run at once, and how long a test or a hook may take. Milliseconds. Groups run one after
 * another: JVMs want the machine's memory, an API server mostly waits, and is slow to begin.
 */
const light = { maxWorkers: 2, testTimeout: 30_000, hookTimeout: 60_000, group: 1 }
const cluster = { maxWorkers: 2, testTimeout: 180_000, hookTimeout: 180_000, group: 2 }
const large = { maxWorkers: 1, testTimeout: 90_000, hookTimeout: 120_000, group: 3 }
const needs = {
  nats: light,
  redis: light,
  e2e: { ...light, testTimeout: 180_000 },
  postgres: light,
  kube: cluster,
  deploy: cluster,
  kafka: large,
  pulsar: large,
  aws: large,
}
const folders = '{libs,services,cli,bench,faults,deploy,scripts}'

/** One project per need: a plain `*.test.ts` needs nothing; `*.nats.test.ts` starts a nats-server; and so on. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'plain',
          maxWorkers: availableParallelism(),
          testTimeout: 30_000,
          include: [`${folders}/**/*.test.ts`],
          exclude: ['**/node_modules/**', ...Object.keys(needs).map((need) => `**/*.${need}.test.ts`)],
        },
      },
      ...Object.entries(needs).map(([name, { group, ...bounds }]) => ({
        test: {
          name,
          include: [`${folders}/**/*.${name}.test.ts`],
          setupFiles: ['vitest.setup.ts'],
          sequence: { groupOrder: group },
          ...bounds,
        },
      })),
    ],
  },
})
