import { expect, test } from 'vitest'
import type { EventBus } from '@millrace/manifests'
import { outsideBusOf } from './outside-bus.ts'
import { partsOf } from './parts-of.ts'

const bus = (spec: EventBus['spec']): EventBus => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'EventBus',
  metadata: { name: 'far', namespace: 'n' },
  spec,
})

test('only a jetstreamExotic that counts names a server, and nothing is added to what it says', () => {
  expect(outsideBusOf(bus({ jetstream: { version: 'latest' } }))).toBeUndefined()
  expect(outsideBusOf(bus({ kafka: { url: 'k:9092' } }))).toBeUndefined()
  // Of several kinds the first counts.
  const exotic = { url: 'nats://x' }
  expect(outsideBusOf(bus({ jetstream: { version: 'latest' }, jetstreamExotic: exotic }))).toBeUndefined()
  expect(outsideBusOf(bus({ jetstreamExotic: exotic }))).toEqual({
    namespace: 'n',
    name: 'far',
    server: exotic,
    bounds: {},
  })
  const config = { ...exotic, streamConfig: 'maxAge: 1h\nmaxMsgs: 0\nreplicas: 3' }
  expect(outsideBusOf(bus({ jetstreamExotic: config }))?.bounds).toEqual({
    maxAgeMs: 3_600_000,
    maxMsgs: -1,
    replicas: 3,
  })
})

test('a message that fits goes as it is, under an id of its position and time', () => {
  const data = Buffer.from('anything')
  const message = { data, subject: 's', seq: 7, deliveries: 1, storedAtUs: 5, ackSubject: '' }
  expect(partsOf(message, 8)).toEqual({ parts: [{ id: '7-5', data }], tooLarge: 0 })
})
