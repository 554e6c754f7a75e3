import type { KubeClient } from '@millrace/kube'
import type { ObjectKey } from '@millrace/registry'
import { eventually } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { FinalizerWriter } from './finalizer-writer.ts'

test('of what went, only sensors and EventBuses are cleaned up after: others may have the name of a bus', async () => {
  const cleaned: string[] = []
  using stop = new DisposableStack()
  const ended = new AbortController()
  stop.defer(() => ended.abort())
  const writer = new FinalizerWriter({
    // Nothing here is an object of the cluster any more.
    client: {} as KubeClient,
    remains: {
      removeSensor: () => Promise.resolve(''),
      removePauses: (_, name) => Promise.resolve(void cleaned.push(`pauses of ${name}`)),
      removeRecord: (_, name) => Promise.resolve(void cleaned.push(`record of ${name}`)),
    },
    newest: () => undefined,
    users: () => [],
    instance: 'test',
    giveUpMs: 1_000,
    stop: ended.signal,
    onFault: (origin, error) => void cleaned.push(`${origin}: ${String(error)}`),
  })
  const removed = (['WorkflowEventBinding', 'EventSource', 'EventBus', 'Sensor'] as const).map((kind): ObjectKey => ({
    kind,
    namespace: 'n',
    name: `a-${kind}`,
  }))
  writer.report({ objects: [], put: [], removed, inForce: [], problems: [], impliedBuses: [] })
  await eventually(() => expect(cleaned).toHaveLength(2))
  await writer.settled()
  expect(cleaned.sort()).toEqual(['pauses of a-Sensor', 'record of a-EventBus'])
})
