import { EventHubProducerClient } from '@azure/event-hubs'
import { azureNamespace, certificateFor, type AzureNamespace } from '@millrace/testkit'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { attemptBench, type AttemptBench } from '../attempt.fixture.ts'

const key = 'c2Vjb25k/+Q=='
const certificate = certificateFor('localhost')
let bench: AttemptBench
let hubs: AzureNamespace

beforeAll(async () => {
  // A manifest has no field for an authority: the process must trust the namespace, as it trusts Azure's.
  setDefaultCACertificates([...getCACertificates('default'), certificate.cert])
  bench = await attemptBench()
  hubs = await azureNamespace({ entities: { clicks: {}, 'sub/views': {} }, keys: { 'ann & bob': key }, certificate })
  await bench.secret('hubs', 'name', 'ann & bob\n')
  await bench.secret('hubs', 'key', `${key}\n`)
})
afterEach(() => hubs.answering({ kind: 'accept' }))
afterAll(async () => {
  await bench[Symbol.asyncDispose]()
  await hubs[Symbol.asyncDispose]()
})

const trigger = (hubName = 'clicks', more = '', secret = 'key', fqdn = `localhost:${hubs.port}`) =>
  bench.compile(`azureEventHubs:
  fqdn: "${fqdn}"
  hubName: ${hubName}
  sharedAccessKeyName: { name: hubs, key: name }
  sharedAccessKey: { name: hubs, key: ${secret} }
  payload: [{ src: { dependencyName: dep, dataKey: body.ref }, dest: ref }]
${more}`)
const stored = (hub = 'clicks') => hubs.stored.get(hub) ?? []

describe('the event', () => {
  test('has payload, invocation id and trace', async () => {
    expect(await bench.attempt(trigger())).toEqual({ kind: 'succeeded', status: 0 })
    const [event] = stored()
    expect(event?.body).toMatchObject({ content: Buffer.from('{"ref":"main"}') })
    expect(event?.message_id).toBe('i'.repeat(32))
    expect(event?.application_properties).toMatchObject({
      'millrace-invocation-id': 'i'.repeat(32),
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/u),
    })
  })

  test('its own parameters reach the hub', async () => {
    const rewritten = trigger(
      'unused',
      '  parameters: [{ src: { dependencyName: dep, value: sub/views }, dest: hubName }]',
    )
    expect(await bench.attempt(rewritten)).toMatchObject({ kind: 'succeeded' })
    expect(stored('sub/views')).toHaveLength(1)
  })

  test('is not sent when the claim has passed on', async () => {
    const before = stored().length
    await bench.attempt(trigger(), { mayBegin: () => false })
    expect(stored()).toHaveLength(before)
  })

  test('shows the token for what Microsoft’s own client shows it', async () => {
    const string = `Endpoint=sb://localhost:${hubs.port}/;SharedAccessKeyName=ann & bob;SharedAccessKey=${key}`
    const client = new EventHubProducerClient(string, 'clicks', { retryOptions: { maxRetries: 0 } })
    const before = hubs.claims.length
    await client.sendBatch([{ body: Buffer.from('{"ref":"main"}') }])
    await client.close()
    expect(await bench.attempt(trigger())).toMatchObject({ kind: 'succeeded' })
    const shown = ({ resource, type, token }: (typeof hubs.claims)[number]) => [
      resource,
      type,
      /sr=[^&]+/u.exec(token)?.[0],
      /skn=[^&]+/u.exec(token)?.[0],
    ]
    const ours = hubs.claims.find(({ resource }) => resource.endsWith('/clicks'))
    expect(ours === undefined ? undefined : shown(ours)).toEqual(hubs.claims.slice(before).map(shown)[0])
  })
})

describe('what went wrong, and what it says about the effect', () => {
  const none = { kind: 'failed', effect: 'none' }

  test('nobody listens, no such hub, no such Secret: none', async () => {
    expect(await bench.attempt(trigger('clicks', '', 'key', 'localhost:1'))).toMatchObject(none)
    expect(await bench.attempt(trigger('nothing'))).toMatchObject(none)
    expect(await bench.attempt(trigger('clicks', '', 'missing'))).toMatchObject(none)
  })

  test('a wrong key: none, and it is not told; a rotated one counts at once', async () => {
    await bench.secret('hubs', 'rotated', 'wrongkey')
    const failed = await bench.attempt(trigger('clicks', '', 'rotated'))
    expect(failed).toMatchObject(none)
    expect(failed.kind === 'failed' && failed.reason).toContain('InvalidSignature')
    expect(JSON.stringify(failed)).not.toContain('wrongkey')
    await bench.secret('hubs', 'rotated', key)
    expect(await bench.attempt(trigger('clicks', '', 'rotated'))).toMatchObject({ kind: 'succeeded' })
  })

  test('larger than the hub takes: none, for good', async () => {
    const data = JSON.stringify({ body: { ref: 'x'.repeat(300_000) } })
    expect(await bench.attempt(trigger(), { data })).toMatchObject({ ...none, final: true })
  })

  test.each([
    [{ kind: 'reject', condition: 'com.microsoft:server-busy' }, 'none'],
    [{ kind: 'reject', condition: 'amqp:internal-error' }, 'unknown'],
    [{ kind: 'cut' }, 'unknown'],
  ] as const)('the service does %j: %s', async (answer, effect) => {
    hubs.answering(answer)
    expect(await bench.attempt(trigger())).toMatchObject({ kind: 'failed', effect })
  })
})
