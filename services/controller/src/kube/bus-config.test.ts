import { boundsDefault } from '@millrace/bus'
import type { EventBus } from '@millrace/manifests'
import { expect, test } from 'vitest'
import { busConfigOf } from './bus-config.ts'

const bus = (spec: EventBus['spec']): EventBus => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'EventBus',
  metadata: { name: 'default', namespace: 'n' },
  spec,
})
const place = { natsUrl: 'nats://user:pass@a:4222,tls://b:4222', bounds: boundsDefault }

test('tells how the stream is really kept, and no credentials', () => {
  const streamConfig = 'maxMsgs: 77\nmaxAge: 72h\nreplicas: 3'
  expect(busConfigOf(bus({ jetstream: { version: 'latest', streamConfig } }), place)).toEqual({
    jetstream: {
      url: 'nats://a:4222,tls://b:4222',
      // One server has one copy, whatever is wished.
      streamConfig:
        'discard: 0\nduplicates: 300s\nmaxage: 259200s\nmaxbytes: -1\nmaxmsgs: 77\nreplicas: 1\nretention: 0\n',
    },
  })
})

test('the deprecated server runs on a stream as well', () => {
  expect(busConfigOf(bus({ nats: { native: { maxAge: '1h' } } }), place)).toMatchObject({
    jetstream: { streamConfig: expect.stringContaining('maxage: 3600s') },
  })
})

test('the server of somebody else is told as the manifest has it, without a password in its URL', () => {
  const accessSecret = { name: 'access', key: 'auth' }
  const exotic = { url: 'nats://u:p@c:4222', accessSecret, streamConfig: 'maxMsgs: 5', tls: { enabled: true } }
  expect(busConfigOf(bus({ jetstreamExotic: exotic }), place)).toEqual({
    jetstream: { ...exotic, url: 'nats://c:4222' },
  })
})
