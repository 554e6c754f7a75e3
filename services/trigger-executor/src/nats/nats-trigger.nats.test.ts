import { jetstreamManager } from '@nats-io/jetstream'
import { nkeys } from '@nats-io/nats-core'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { certificateFor, configuredNats, cutProxy, natsServer } from '@millrace/testkit'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attemptBench, cutBeforeAnswer, type AttemptBench } from '../attempt.fixture.ts'

let bench: AttemptBench
let server: Awaited<ReturnType<typeof natsServer>>
let observer: NatsConnection

beforeAll(async () => {
  bench = await attemptBench()
  server = await natsServer()
  observer = await connect({ servers: server.url })
})

afterAll(async () => {
  await bench[Symbol.asyncDispose]()
  await observer.close()
  await server[Symbol.asyncDispose]()
})

const body = 'payload: [{ src: { dependencyName: dep, dataKey: body.ref }, dest: ref }]'
const trigger = (url: string, subject: string, more = '') =>
  bench.compile(`nats:\n  url: "${url}"\n  subject: "${subject}"\n  ${body}\n${more}`)

describe('a plain subject', () => {
  test('its subscribers get payload, invocation id and trace', async () => {
    const got = observer.subscribe('plain.a', { max: 1 })
    await observer.flush()
    expect(await bench.attempt(trigger(server.url, 'plain.a'))).toEqual({ kind: 'succeeded', status: 0 })
    for await (const message of got) {
      expect(message.string()).toBe('{"ref":"main"}')
      expect(message.reply ?? '').toBe('')
      expect(message.headers?.get('Nats-Msg-Id')).toBe('i'.repeat(32))
      expect(message.headers?.get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/u)
    }
  })

  test('its own parameters reach subject and payload; a broken result is the input’s fault', async () => {
    const got = observer.subscribe('plain.main', { max: 1 })
    await observer.flush()
    const rewritten = trigger(
      server.url,
      'plain.',
      '  parameters: [{ src: { dependencyName: dep, dataKey: body.ref }, dest: subject, operation: append }]',
    )
    expect(await bench.attempt(rewritten)).toMatchObject({ kind: 'succeeded' })
    for await (const message of got) expect(message.subject).toBe('plain.main')
    expect(await bench.attempt(trigger(server.url, 'has space'))).toMatchObject({ effect: 'none', final: true })
  })

  test('is not published when the claim has passed on', async () => {
    const got = observer.subscribe('plain.withdrawn')
    await observer.flush()
    expect(await bench.attempt(trigger(server.url, 'plain.withdrawn'), { mayBegin: () => false })).toMatchObject({
      kind: 'succeeded',
    })
    await observer.flush()
    expect(got.getReceived()).toBe(0)
    got.unsubscribe()
  })
})

describe('a subject of a stream', () => {
  test('is acknowledged by the stream, which stores an invocation once', async () => {
    const manager = await jetstreamManager(observer)
    await manager.streams.add({ name: 'KEPT', subjects: ['kept.>'] })
    for (const id of ['one', 'one', 'two']) {
      expect(await bench.attempt(trigger(server.url, 'kept.a'), { id })).toMatchObject({ kind: 'succeeded' })
    }
    expect((await manager.streams.info('KEPT')).state.messages).toBe(2)
    expect((await manager.streams.getMessage('KEPT', { seq: 2 }))?.header.get('Nats-Msg-Id')).toBe('two')
  })

  test('a stream that refuses leaves no effect', async () => {
    const manager = await jetstreamManager(observer)
    await manager.streams.add({ name: 'FULL', subjects: ['full.>'], max_msgs: 1, discard: 'new' })
    expect(await bench.attempt(trigger(server.url, 'full.a'), { id: 'one' })).toMatchObject({ kind: 'succeeded' })
    const failed = await bench.attempt(trigger(server.url, 'full.a'), { id: 'two' })
    expect(failed).toMatchObject({ kind: 'failed', effect: 'none' })
    expect(failed.kind === 'failed' && failed.reason).toContain('maximum messages exceeded')
  })

  test('a stream that does not acknowledge is published to plainly; one that went away too', async () => {
    const manager = await jetstreamManager(observer)
    await manager.streams.add({ name: 'MUTE', subjects: ['mute.>'], no_ack: true })
    expect(await bench.attempt(trigger(server.url, 'mute.a'))).toMatchObject({ kind: 'succeeded' })
    expect((await manager.streams.info('MUTE')).state.messages).toBe(1)
    await manager.streams.add({ name: 'GONE', subjects: ['gone.>'] })
    expect(await bench.attempt(trigger(server.url, 'gone.a'))).toMatchObject({ kind: 'succeeded' })
    await manager.streams.delete('GONE')
    expect(await bench.attempt(trigger(server.url, 'gone.a'))).toMatchObject({ kind: 'succeeded' })
  })
})

describe('what went wrong, and what it says about the effect', () => {
  test('nobody listens: none, and no try is wasted on a client that does not open', async () => {
    expect(await bench.attempt(trigger('nats://127.0.0.1:1', 'a'))).toMatchObject({ kind: 'failed', effect: 'none' })
  })

  test('the payload is larger than the server takes: none, for good', async () => {
    const failed = await bench.attempt(trigger(server.url, 'plain.large'), {
      data: JSON.stringify({ body: { ref: 'x'.repeat(9_000_000) } }),
    })
    expect(failed).toMatchObject({ kind: 'failed', effect: 'none', final: true })
  })

  test.each(['lost.plain', 'lost.kept'])('the connection dies between message and answer (%s): unknown', async (on) => {
    await using own = await natsServer()
    await using proxy = await cutProxy(own.port)
    const url = `nats://127.0.0.1:${proxy.port}`
    if (on === 'lost.kept') {
      const manager = await jetstreamManager(await connect({ servers: own.url }))
      await manager.streams.add({ name: 'LOST', subjects: ['lost.kept'] })
    }
    const compiled = trigger(url, on)
    expect(await bench.attempt(compiled, { id: 'before' })).toMatchObject({ kind: 'succeeded' })
    const lost = bench.attempt(compiled, { id: 'lost', mayBegin: cutBeforeAnswer(proxy) })
    expect(await lost).toMatchObject({ kind: 'failed', effect: 'unknown' })
    expect(await bench.attempt(compiled)).toMatchObject({ kind: 'failed', effect: 'none' })
    proxy.heal()
    expect(await bench.attempt(compiled, { id: 'after' })).toMatchObject({ kind: 'succeeded' })
  })
})

describe('who is let in', () => {
  test('a user, a token, an nkey; a rotated password counts at once; a forbidden subject leaves no effect', async () => {
    const pair = nkeys.createUser()
    await using guarded = await configuredNats(() => [
      'accounts { A { jetstream: enabled, users: [',
      '  { user: ann, password: second, permissions: { publish: { deny: "forbidden.>" } } }',
      `  { nkey: ${pair.getPublicKey()} }`,
      '] } }',
    ])
    const url = `nats://127.0.0.1:${guarded.port}`
    await bench.secret('nats', 'user', 'ann\n')
    await bench.secret('nats', 'pass', 'first')
    await bench.secret('nats', 'seed', new TextDecoder().decode(pair.getSeed()))
    const basic = '  auth: { basic: { username: { name: nats, key: user }, password: { name: nats, key: pass } } }'
    const refusal = await bench.attempt(trigger(url, 'a.b', basic))
    expect(refusal).toMatchObject({ kind: 'failed', effect: 'none' })
    expect(refusal.kind === 'failed' && refusal.reason).not.toContain('first')
    await bench.secret('nats', 'pass', 'second')
    expect(await bench.attempt(trigger(url, 'a.b', basic))).toMatchObject({ kind: 'succeeded' })
    const forbidden = await bench.attempt(trigger(url, 'forbidden.x', basic))
    expect(forbidden).toMatchObject({ kind: 'failed', effect: 'none' })
    expect(forbidden.kind === 'failed' && forbidden.reason).toContain('forbidden.x')
    expect(await bench.attempt(trigger(`nats://ann:second@127.0.0.1:${guarded.port}`, 'a.b'))).toMatchObject({
      kind: 'succeeded',
    })
    expect(await bench.attempt(trigger(url, 'a.b', '  auth: { nkey: { name: nats, key: seed } }'))).toMatchObject({
      kind: 'succeeded',
    })
    expect(await bench.attempt(trigger(url, 'a.b'))).toMatchObject({ kind: 'failed', effect: 'none' })
    const missing = await bench.attempt(trigger(url, 'a.b', '  auth: { token: { name: nats, key: nothing } }'))
    expect(missing).toMatchObject({ kind: 'failed', effect: 'none' })
  })

  test('TLS: the given authority is trusted, an unknown one is not, and verification can be switched off', async () => {
    const certificate = certificateFor('localhost')
    await using guarded = await configuredNats((folder) => {
      writeFileSync(join(folder, 'cert.pem'), certificate.cert)
      writeFileSync(join(folder, 'key.pem'), certificate.key)
      return [
        'authorization { token: "s3cret" }',
        `tls { cert_file: "${join(folder, 'cert.pem')}", key_file: "${join(folder, 'key.pem')}" }`,
      ]
    })
    await bench.secret('tls', 'ca', certificate.cert)
    await bench.secret('tls', 'token', 's3cret')
    const url = `nats://127.0.0.1:${guarded.port}`
    const auth = '  auth: { token: { name: tls, key: token } }\n'
    const unknown = await bench.attempt(trigger(url, 'a', `${auth}  tls: { enabled: true }`))
    expect(unknown).toMatchObject({ kind: 'failed', effect: 'none' })
    for (const tls of ['{ caCertSecret: { name: tls, key: ca } }', '{ insecureSkipVerify: true }'])
      expect(await bench.attempt(trigger(url, 'a', `${auth}  tls: ${tls}`))).toMatchObject({ kind: 'succeeded' })
  })
})
