import { ServiceBusClient } from '@azure/service-bus'
import { azureNamespace, certificateFor, cutProxy, type AzureNamespace } from '@millrace/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { attemptBench, cutBeforeAnswer, type AttemptBench } from '../attempt.fixture.ts'

const key = 'c2Vjb25k/+Q=='
let bench: AttemptBench
let bus: AzureNamespace

const connectionString = (port: number, more = '', given = key) =>
  `Endpoint=sb://127.0.0.1:${port}/;SharedAccessKeyName=ann;SharedAccessKey=${given};UseDevelopmentEmulator=true${more}`
const entities = { orders: { detectsDuplicates: true }, plain: {}, small: { bytesMax: 1_000 }, news: {} }

beforeAll(async () => {
  bench = await attemptBench()
  bus = await azureNamespace({ entities, keys: { ann: key, 'with space': key } })
  await bench.secret('bus', 'string', `${connectionString(bus.port)}\n`)
})
afterEach(() => bus.answering({ kind: 'accept' }))
afterAll(async () => {
  await bench[Symbol.asyncDispose]()
  await bus[Symbol.asyncDispose]()
})

const trigger = (where: string, more = '', secret = 'string') =>
  bench.compile(`azureServiceBus:
  connectionString: { name: bus, key: ${secret} }
  ${where}
  payload: [{ src: { dependencyName: dep, dataKey: body.ref }, dest: ref }]
${more}`)

const stored = (entity: string) => bus.stored.get(entity) ?? []
const idsIn = (entity: string) => stored(entity).map((message) => message.message_id)
const bodyOf = (body: unknown) => (body as { readonly content: Buffer }).content.toString()

describe('the message', () => {
  test('has payload, invocation id as MessageId, and trace', async () => {
    expect(await bench.attempt(trigger('queueName: orders'))).toEqual({ kind: 'succeeded', status: 0 })
    const [message] = stored('orders')
    expect(bodyOf(message?.body)).toBe('{"ref":"main"}')
    expect(message?.message_id).toBe('i'.repeat(32))
    expect(message?.application_properties).toEqual({
      'millrace-invocation-id': 'i'.repeat(32),
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/u),
      'Diagnostic-Id': message?.application_properties?.['traceparent'],
    })
  })

  test('a repeat is dropped by a queue that detects duplicates', async () => {
    for (let index = 0; index < 2; index += 1) {
      expect(await bench.attempt(trigger('queueName: orders'), { id: 'again' })).toMatchObject({ kind: 'succeeded' })
    }
    expect(idsIn('orders').filter((id) => id === 'again')).toHaveLength(1)
  })

  test('goes to a topic; the queue wins over it', async () => {
    const topic = trigger('topicName: news', '  subscriptionName: mine')
    expect(await bench.attempt(topic, { id: 'news' })).toMatchObject({ kind: 'succeeded' })
    expect(idsIn('news')).toEqual(['news'])
    const both = trigger('queueName: plain', '  topicName: news')
    expect(await bench.attempt(both, { id: 'both' })).toMatchObject({ kind: 'succeeded' })
    expect([idsIn('plain'), idsIn('news')]).toEqual([['both'], ['news']])
  })

  test('its own parameters reach the queue', async () => {
    const rewritten = trigger(
      'queueName: unused',
      '  parameters: [{ src: { dependencyName: dep, value: plain }, dest: queueName }]',
    )
    expect(await bench.attempt(rewritten, { id: 'rewritten' })).toMatchObject({ kind: 'succeeded' })
    expect(idsIn('plain')).toContain('rewritten')
  })

  test('five hundred at once, each once, over one connection', async () => {
    const many = trigger('topicName: news')
    const done = await Promise.all(
      Array.from({ length: 500 }, (_, index) => bench.attempt(many, { id: `many-${index}` })),
    )
    expect(done.filter((one) => one.kind !== 'succeeded')).toEqual([])
    const ids = idsIn('news').filter((id) => String(id).startsWith('many-'))
    expect([ids.length, new Set(ids).size]).toEqual([500, 500])
  })

  test('is not sent when the claim has passed on', async () => {
    const before = stored('plain').length
    await bench.attempt(trigger('queueName: plain'), { mayBegin: () => false })
    expect(stored('plain')).toHaveLength(before)
  })

  test('is on the wire what Microsoft’s own client makes of it, and so is the token', async () => {
    const client = new ServiceBusClient(connectionString(bus.port))
    const theirs = client.createSender('plain')
    const claimsBefore = bus.claims.length
    await theirs.sendMessages({
      body: Buffer.from('{"ref":"main"}'),
      messageId: 'theirs',
      applicationProperties: { a: 'b' },
    })
    await client.close()
    const shown = bus.claims.slice(claimsBefore)
    expect(await bench.attempt(trigger('queueName: plain'), { id: 'ours' })).toMatchObject({ kind: 'succeeded' })
    const [their, our] = stored('plain').slice(-2)
    expect(our?.body).toEqual(their?.body)
    expect([typeof our?.message_id, our?.content_type]).toEqual([typeof their?.message_id, their?.content_type])
    const audience = ({ resource, type, token }: (typeof shown)[number]) => [
      resource,
      type,
      /sr=[^&]+/u.exec(token)?.[0],
    ]
    const ours = bus.claims.find(({ resource }) => resource.endsWith('/plain'))
    expect(ours === undefined ? undefined : audience(ours)).toEqual(shown.map(audience)[0])
  })
})

describe('what went wrong, and what it says about the effect', () => {
  test('nobody listens, no such queue, no connection string, no endpoint in it: none', async () => {
    await bench.secret('bus', 'nowhere', connectionString(1))
    await bench.secret('bus', 'nonsense', 'SharedAccessKey=hidden')
    const none = { kind: 'failed', effect: 'none' }
    expect(await bench.attempt(trigger('queueName: plain', '', 'nowhere'))).toMatchObject(none)
    expect(await bench.attempt(trigger('queueName: plain', '', 'missing'))).toMatchObject(none)
    const nonsense = await bench.attempt(trigger('queueName: plain', '', 'nonsense'))
    expect(nonsense).toMatchObject(none)
    expect(JSON.stringify(nonsense)).not.toContain('hidden')
    const unknown = await bench.attempt(trigger('queueName: nothing'))
    expect(unknown).toMatchObject(none)
    expect(unknown.kind === 'failed' && unknown.reason).toContain('amqp:not-found')
  })

  test('a wrong key: none, and it is not told; a rotated one counts at once', async () => {
    const guarded = trigger('queueName: plain', '', 'rotated')
    await bench.secret('bus', 'rotated', connectionString(bus.port, '', 'wrongkey'))
    const failed = await bench.attempt(guarded)
    expect(failed).toMatchObject({ kind: 'failed', effect: 'none' })
    expect(failed.kind === 'failed' && failed.reason).toContain('401')
    expect(JSON.stringify(failed)).not.toContain('wrongkey')
    await bench.secret('bus', 'rotated', connectionString(bus.port))
    expect(await bench.attempt(guarded)).toMatchObject({ kind: 'succeeded' })
  })

  test('a connection string for another queue: none', async () => {
    await bench.secret('bus', 'other', connectionString(bus.port, ';EntityPath=orders'))
    const failed = await bench.attempt(trigger('queueName: plain', '', 'other'))
    expect(failed).toMatchObject({ kind: 'failed', effect: 'none' })
  })

  test('a larger message than the queue takes: none, for good', async () => {
    const data = JSON.stringify({ body: { ref: 'x'.repeat(2_000) } })
    const failed = await bench.attempt(trigger('queueName: small'), { data })
    expect(failed).toMatchObject({ kind: 'failed', effect: 'none', final: true })
    expect(stored('small')).toEqual([])
  })

  test.each([
    [{ kind: 'reject', condition: 'amqp:resource-limit-exceeded' }, 'none'],
    [{ kind: 'reject', condition: 'com.microsoft:server-busy' }, 'none'],
    [{ kind: 'reject', condition: 'com.microsoft:timeout' }, 'unknown'],
    [{ kind: 'release' }, 'none'],
    [{ kind: 'modify', isTried: false }, 'none'],
    [{ kind: 'modify', isTried: true }, 'unknown'],
    [{ kind: 'detach', condition: 'amqp:internal-error' }, 'unknown'],
    [{ kind: 'cut' }, 'unknown'],
  ] as const)('the service does %j: %s; and the next message gets through', async (answer, effect) => {
    bus.answering(answer)
    expect(await bench.attempt(trigger('queueName: plain'))).toMatchObject({ kind: 'failed', effect })
    bus.answering({ kind: 'accept' })
    expect(await bench.attempt(trigger('queueName: plain'), { id: 'next' })).toMatchObject({ kind: 'succeeded' })
  })

  test('the connection dies between message and receipt: unknown; then nobody listens: none; then it works again', async () => {
    await using proxy = await cutProxy(bus.port)
    await bench.secret('bus', 'proxied', connectionString(proxy.port))
    const lost = trigger('queueName: plain', '', 'proxied')
    expect(await bench.attempt(lost)).toMatchObject({ kind: 'succeeded' })
    const attempt = bench.attempt(lost, { id: 'lost', mayBegin: cutBeforeAnswer(proxy) })
    expect(await attempt).toMatchObject({ kind: 'failed', effect: 'unknown' })
    expect(await bench.attempt(lost)).toMatchObject({ kind: 'failed', effect: 'none' })
    proxy.heal()
    expect(await bench.attempt(lost, { id: 'healed' })).toMatchObject({ kind: 'succeeded' })
  })
})

test('TLS: the given authority is trusted, another is not, verification can be switched off', async () => {
  const certificate = certificateFor('localhost')
  await using secure = await azureNamespace({ entities, keys: { ann: key }, certificate })
  const string = connectionString(secure.port).replace(';UseDevelopmentEmulator=true', '')
  await bench.secret('bus', 'secure', string)
  await bench.secret('tls', 'ca', certificate.cert)
  await bench.secret('tls', 'other', certificateFor('localhost').cert)
  const over = (tls: string) => trigger('queueName: plain', `  tls: ${tls}`, 'secure')
  expect(await bench.attempt(over('{ caCertSecret: { name: tls, key: ca } }'))).toMatchObject({ kind: 'succeeded' })
  const none = { kind: 'failed', effect: 'none' }
  expect(await bench.attempt(over('{ caCertSecret: { name: tls, key: other } }'))).toMatchObject(none)
  expect(await bench.attempt(trigger('queueName: plain', '', 'secure'))).toMatchObject(none)
  expect(await bench.attempt(over('{ insecureSkipVerify: true }'))).toMatchObject({ kind: 'succeeded' })
})

test('closing lets go of every connection', async () => {
  const own = await attemptBench()
  await using apart = await azureNamespace({ entities, keys: { ann: key } })
  await own.secret('bus', 'string', connectionString(apart.port))
  const once = own.compile(`azureServiceBus:
  connectionString: { name: bus, key: string }
  queueName: plain
  payload: [{ src: { dependencyName: dep, dataKey: body.ref }, dest: ref }]`)
  expect(await own.attempt(once)).toMatchObject({ kind: 'succeeded' })
  expect(apart.connections).toBe(1)
  await own[Symbol.asyncDispose]()
  await expect.poll(() => apart.connections).toBe(0)
})
