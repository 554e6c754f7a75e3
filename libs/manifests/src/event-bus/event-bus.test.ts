import { describe, expect, test } from 'vitest'
import { messagesOf } from '../read/read.fixture.ts'

const secret = { name: 's', key: 'k' }

function busText(spec: unknown): string {
  return JSON.stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'EventBus', metadata: { name: 'default' }, spec })
}

const good: readonly unknown[] = [
  { nats: { native: { replicas: 3, auth: 'token' } } },
  { jetstream: { version: 'latest', replicas: 1, streamConfig: 'replicas: 1\nmaxAge: 72h\n' } },
  { jetstreamExotic: { url: 'nats://n', accessSecret: secret, tls: { enabled: true } } },
  { jetstreamExotic: { url: 'tls://a:4222, b:4222', streamConfig: 'maxAge: 24h' } },
  { jetstream: { version: '2.10.29', persistence: { volumeSize: '10Gi' }, maxPayload: '8MB' } },
]

const elsewhere: readonly (readonly [path: string, spec: unknown])[] = [
  ['nats.exotic', { nats: { exotic: { url: 'nats://n', clusterID: 'c', auth: 'token', accessSecret: secret } } }],
  ['kafka', { kafka: { url: 'k:9092', consumerGroup: { groupName: 'g' }, partitioner: 'hash' } }],
]
const here = 'nothing connects to this server: the record of this bus is kept on the JetStream of this installation'

const bad: readonly (readonly [unknown, ...errors: readonly string[]])[] = [
  [{}, 'spec: spec needs one of nats, jetstream, kafka, jetstreamExotic'],
  [{ nats: {} }, 'spec.nats: either native or exotic is required'],
  [
    { nats: { native: {}, exotic: { url: 'u', clusterID: 'c' } } },
    'spec.nats.native: only one of native and exotic is allowed',
  ],
  [
    { nats: { exotic: {} } },
    'spec.nats.exotic.url: url is required',
    'spec.nats.exotic.clusterID: clusterID is required',
  ],
  [{ nats: { native: { auth: 'jwt' } } }, 'spec.nats.native.auth: "jwt" is not one of none, token'],
  [{ nats: { native: { maxAge: '3d' } } }, 'spec.nats.native.maxAge: time: unknown unit "d" in duration "3d"'],
  [{ jetstream: {} }, 'spec.jetstream.version: version is required'],
  [{ jetstream: { version: 'latest', replicas: 2 } }, 'spec.jetstream.replicas: 2 replicas are refused'],
  [{ jetstream: { version: 'latest', replicas: 0 } }, 'spec.jetstream.replicas: 0 replicas are refused'],
  [
    { jetstream: { version: 'latest', maxPayload: 'big' } },
    'spec.jetstream.maxPayload: "big" is not a size such as 1MB',
  ],
  [
    { jetstream: { version: 'latest', replicas: 1, streamConfig: 'replicas: 3' } },
    'spec.jetstream.streamConfig: a stream of 3 replicas does not fit on 1 servers',
  ],
  [
    { jetstream: { version: 'latest', streamConfig: 'maxAge: long' } },
    'spec.jetstream.streamConfig: maxAge: time: invalid duration "long"',
  ],
  [{ kafka: {} }, 'spec.kafka.url: url is required'],
  [
    { kafka: { url: 'k', consumerBatchMaxWait: '5' } },
    'spec.kafka.consumerBatchMaxWait: time: missing unit in duration "5"',
  ],
  [{ jetstreamExotic: {} }, 'spec.jetstreamExotic.url: url is required'],
  [
    { jetstreamExotic: { url: 'u', tls: {} } },
    'spec.jetstreamExotic.tls: invalid tls config, please configure either caCertSecret, or clientCertSecret and clientKeySecret, or both',
  ],
]

describe('EventBus', () => {
  test.each(good)('%j is fine', (spec) => {
    expect(messagesOf(busText(spec))).toEqual({ errors: [], warnings: [] })
  })

  test.each(elsewhere)('%s is fine, and it is said that its server is not used', (path, spec) => {
    expect(messagesOf(busText(spec))).toEqual({ errors: [], warnings: [`spec.${path}.url: ${here}`] })
  })

  test.each(bad)('%j', (spec, ...errors) => {
    expect(messagesOf(busText(spec)).errors).toEqual(errors)
  })

  test('a server that is reached over another protocol', () => {
    expect(messagesOf(busText({ jetstreamExotic: { url: 'nats://a,wss://b' } }))).toEqual({
      errors: [],
      warnings: [
        'spec.jetstreamExotic.url: "wss://b" cannot be reached: servers are reached by nats:// and tls:// alone',
      ],
    })
  })

  test('of several kinds the first counts', () => {
    const spec = { kafka: { url: 'k' }, jetstream: { version: 'latest' } }
    expect(messagesOf(busText(spec))).toEqual({
      errors: [],
      warnings: ['spec.kafka: has no effect beside jetstream: a bus is of one kind'],
    })
  })

  test('fields under an old name', () => {
    const spec = { kafka: { url: 'k', consumerGroup: { startOldest: true }, partitioner: 'sticky' } }
    expect(messagesOf(busText(spec)).warnings).toEqual([
      `spec.kafka.url: ${here}`,
      'spec.kafka.consumerGroup.startOldest: startOldest is read as oldest',
      'spec.kafka.partitioner: "sticky" is not one of random, hash, roundrobin, manual',
    ])
  })
})
