import { openBus } from '@millrace/bus'
import { readManifests } from '@millrace/manifests'
import { openRegistry } from '@millrace/registry'
import { configFrom, supervise } from '@millrace/service'
import { startTelemetry } from '@millrace/telemetry'
import { eventually, natsServer, redisServer } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { dedupOptions } from './config.ts'
import { startDedup } from './start.ts'

const manifest = (name: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: {name: ${name}, namespace: n}
spec:
  webhook:
    ordered: {endpoint: /ordered, port: "12000", method: POST}
    paid: {endpoint: /paid, port: "12000", method: POST}
`

test('the series of an EventSource are there before its first event, and of one that comes later', async () => {
  await using nats = await natsServer()
  await using redis = await redisServer()
  await using bus = await openBus({ url: nats.url, name: 'series-test' })
  const registry = await openRegistry(bus, 1)
  const put = async (name: string): Promise<void> => {
    for (const { object } of readManifests(manifest(name), 'source.yaml').objects) {
      if (object?.kind === 'EventSource') await registry.put(object)
    }
  }
  await put('shop')
  await using telemetry = await startTelemetry({ service: 'dedup', level: 'error' })
  const config = { ...configFrom(dedupOptions, { natsUrl: nats.url, redisUrl: redis.url }), control: undefined }
  const dedup = supervise((_stop, life) => startDedup(config, { life, telemetry }), telemetry.log)
  await eventually(() => expect(dedup.life.state).toBe('running'), { withinMs: 20_000 })
  const series = (event: string, source = 'shop') => ({
    labels: expect.objectContaining({ namespace: 'n', eventsource_name: source, event_name: event }),
    value: 0,
  })
  for (const name of ['millrace_events_recorded_total', 'millrace_events_duplicate_total'] as const) {
    expect(telemetry.metrics.read(name)).toEqual([series('ordered'), series('paid')])
  }
  await put('depot')
  await eventually(() =>
    expect(telemetry.metrics.read('millrace_events_recorded_total')).toContainEqual(series('paid', 'depot')),
  )
  dedup.life.drain()
  expect(await dedup.ended).toEqual({ kind: 'drained' })
})
