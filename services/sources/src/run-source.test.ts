import { startTelemetry } from '@millrace/telemetry'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { SourceEvents } from './events.ts'
import { runSource } from './run-source.ts'
import type { OpenedSource } from './source.ts'
import { wantedSources } from './wanted-sources.ts'

const calendar = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'EventSource',
  metadata: { namespace: 'n', name: 's' },
  spec: { calendar: { c: { interval: '1s' } } },
} as const

test('a source that breaks off at each try is told to have failed, not to run in between', async () => {
  await using telemetry = await startTelemetry({ service: 'sources', write: () => {} })
  const [wanted] = wantedSources([calendar], new Set(['calendar'])).values()
  if (wanted === undefined) throw new TypeError('the manifest has a source')
  const told: string[] = []
  const events = new SourceEvents(telemetry, wanted, (state, error) => told.push(`${state} ${error}`.trim()))
  const stop = new AbortController()
  const thirdTry = Promise.withResolvers<void>()
  let tries = 0
  const opened: OpenedSource = {
    source: {
      run: async () => {
        tries += 1
        await sleep(1)
        if (tries === 3) thirdTry.resolve()
        throw new Error(`no answer to try ${tries}`)
      },
    },
    tell: () => Promise.reject(new Error('nothing is told')),
  }
  // Nothing of it is asked for a memory.
  const context = { memory: {} as never, stop: stop.signal, nowMs: () => 0 }
  const running = runSource(() => opened, context, events)
  await thirdTry.promise
  await sleep(10)
  stop.abort()
  await running
  expect(told).toEqual([
    'connecting',
    'connected',
    'failed no answer to try 1',
    'failed no answer to try 2',
    'failed no answer to try 3',
  ])
})
