import { certificateFor, cutProxy, pulsarJars, pulsarServer, type CutProxy, type PulsarServer } from '@millrace/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attemptBench, cutBeforeAnswer, type AttemptBench } from '../attempt.fixture.ts'

const jars = await pulsarJars()

describe.skipIf(jars.kind === 'missing')('on a real broker', () => {
  let bench: AttemptBench
  let pulsar: PulsarServer
  let proxy: CutProxy

  beforeAll(async () => {
    if (jars.kind === 'missing') return
    bench = await attemptBench()
    pulsar = await pulsarServer(jars, { proxied: async (port) => (proxy = await cutProxy(port)).port })
  })

  afterAll(async () => {
    await bench[Symbol.asyncDispose]()
    await proxy[Symbol.asyncDispose]()
    await pulsar[Symbol.asyncDispose]()
  })

  const body = 'payload: [{ src: { dependencyName: dep, dataKey: body.ref }, dest: ref }]'
  const trigger = (topic: string, more = '', url = pulsar.plain) =>
    bench.compile(`pulsar:\n  url: "${url}"\n  topic: "${topic}"\n  ${body}\n${more}`)
  const admin = (path: string, options: RequestInit = {}) =>
    fetch(`${pulsar.admin}/admin/v2/persistent/public/default/${path}`, options)

  /** The message at a position, from 1, as the broker's admin API shows it. */
  async function message(topic: string, position: number) {
    const answer = await admin(`${topic}/examinemessage?initialPosition=earliest&messagePosition=${position}`)
    const properties = JSON.parse(answer.headers.get('X-Pulsar-PROPERTY') ?? '{}') as Readonly<Record<string, string>>
    return { text: await answer.text(), properties, at: answer.headers.get('X-Pulsar-publish-time') ?? '' }
  }

  async function messageCount(topic: string): Promise<number> {
    const stats = (await (await admin(`${topic}/stats`)).json()) as { readonly msgInCounter: number }
    return stats.msgInCounter
  }

  describe('the message', () => {
    test('has payload, invocation id and trace', async () => {
      expect(await bench.attempt(trigger('message'))).toEqual({ kind: 'succeeded', status: 0 })
      const read = await message('message', 1)
      expect(read.text).toBe('{"ref":"main"}')
      expect(read.properties['millrace-invocation-id']).toBe('i'.repeat(32))
      expect(read.properties['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/u)
      expect(Date.parse(read.at)).toBeGreaterThan(Date.now() - 60_000)
    })

    test('goes to the partitions in turn; its own parameters reach the topic', async () => {
      const made = await admin('parts/partitions', {
        method: 'PUT',
        body: '3',
        headers: { 'Content-Type': 'application/json' },
      })
      expect(made.status).toBe(204)
      const rewritten = trigger(
        'unused',
        '  parameters: [{ src: { dependencyName: dep, value: "persistent://public/default/parts" }, dest: topic }]',
      )
      for (let index = 0; index < 6; index += 1)
        expect(await bench.attempt(rewritten)).toMatchObject({ kind: 'succeeded' })
      const counts = await Promise.all([0, 1, 2].map((index) => messageCount(`parts-partition-${index}`)))
      expect(counts).toEqual([2, 2, 2])
    })

    test('two hundred at once, each once', async () => {
      const many = trigger('many')
      const done = await Promise.all(
        Array.from({ length: 200 }, (_, index) => bench.attempt(many, { id: `many-${index}` })),
      )
      expect(done.filter((one) => one.kind !== 'succeeded')).toEqual([])
      expect(await messageCount('many')).toBe(200)
    })

    test('is not sent when the claim has passed on', async () => {
      const withdrawn = trigger('withdrawn')
      expect(await bench.attempt(withdrawn, { mayBegin: () => false })).toMatchObject({ kind: 'succeeded' })
      expect(await bench.attempt(withdrawn, { id: 'sent' })).toMatchObject({ kind: 'succeeded' })
      expect(await messageCount('withdrawn')).toBe(1)
    })
  })

  describe('what went wrong, and what it says about the effect', () => {
    test('nobody listens: none, and connectionBackoff says how often it is tried', async () => {
      const patient = trigger(
        'a',
        '  connectionBackoff: { duration: 1ms, steps: 3, jitter: 0 }',
        'pulsar://127.0.0.1:1',
      )
      expect(await bench.attempt(patient)).toMatchObject({ kind: 'failed', effect: 'none' })
    })

    test('no Pulsar, no such scheme, no such topic: none', async () => {
      const http = await bench.attempt(trigger('a', '', pulsar.admin.replace('http', 'pulsar')))
      expect(http).toMatchObject({ kind: 'failed', effect: 'none' })
      const scheme = '  parameters: [{ src: { dependencyName: dep, value: "http://127.0.0.1" }, dest: url }]'
      expect(await bench.attempt(trigger('a', scheme))).toMatchObject({ kind: 'failed', effect: 'none' })
      expect(await bench.attempt(trigger('no such topic'))).toMatchObject({ kind: 'failed', effect: 'none' })
      expect(await bench.attempt(trigger('no/such/topic'))).toMatchObject({ kind: 'failed', effect: 'none' })
    })

    test('larger than the broker takes: none, for good', async () => {
      const large = { data: JSON.stringify({ body: { ref: 'x'.repeat(300_000) } }) }
      expect(await bench.attempt(trigger('large'), large)).toMatchObject({
        kind: 'failed',
        effect: 'none',
        final: true,
      })
    })

    test('a topic that was ended: none', async () => {
      expect(await bench.attempt(trigger('ended'))).toMatchObject({ kind: 'succeeded' })
      expect((await admin('ended/terminate', { method: 'POST' })).ok).toBe(true)
      const failed = await bench.attempt(trigger('ended', '', pulsar.proxied))
      expect(failed).toMatchObject({ kind: 'failed', effect: 'none' })
      expect(failed.kind === 'failed' && failed.reason).toContain('TopicTerminatedError')
    })

    test('the connection dies between message and receipt: unknown; then nobody listens: none; then it works again', async () => {
      const lost = trigger('lost', '', pulsar.proxied)
      expect(await bench.attempt(lost, { id: 'before' })).toMatchObject({ kind: 'succeeded' })
      const attempt = bench.attempt(lost, { id: 'lost', mayBegin: cutBeforeAnswer(proxy) })
      expect(await attempt).toMatchObject({ kind: 'failed', effect: 'unknown' })
      expect(await bench.attempt(lost, { id: 'cut' })).toMatchObject({ kind: 'failed', effect: 'none' })
      proxy.heal()
      expect(await bench.attempt(lost, { id: 'after' })).toMatchObject({ kind: 'succeeded' })
      expect(await messageCount('lost')).toBe(2)
    })

    test('a topic that is unloaded is looked up again', async () => {
      const moving = trigger('moving')
      expect(await bench.attempt(moving, { id: 'before' })).toMatchObject({ kind: 'succeeded' })
      expect((await admin('moving/unload', { method: 'PUT' })).ok).toBe(true)
      expect(await bench.attempt(moving, { id: 'after' })).toMatchObject({ kind: 'succeeded' })
      expect((await message('moving', 2)).properties['millrace-invocation-id']).toBe('after')
    })
  })

  describe('who is let in', () => {
    test('a token; a forged one and a name without rights leave no effect; a rotated one counts at once', async () => {
      const guarded = trigger('guarded', '  authTokenSecret: { name: pulsar, key: token }')
      await bench.secret('pulsar', 'token', pulsar.token('ann', true))
      const forged = await bench.attempt(guarded)
      expect(forged).toMatchObject({ kind: 'failed', effect: 'none' })
      expect(forged.kind === 'failed' && forged.reason).toContain('AuthenticationError')
      await bench.secret('pulsar', 'token', pulsar.token('bob'))
      const powerless = await bench.attempt(guarded)
      expect(powerless).toMatchObject({ kind: 'failed', effect: 'none' })
      expect(powerless.kind === 'failed' && powerless.reason).toContain('AuthorizationError')
      await bench.secret('pulsar', 'token', `${pulsar.token('ann')}\n`)
      expect(await bench.attempt(guarded)).toMatchObject({ kind: 'succeeded' })
    })

    test('TLS: the given authority is trusted, another is not, and verification can be switched off', async () => {
      await bench.secret('tls', 'ca', pulsar.certificate.cert)
      await bench.secret('tls', 'other', certificateFor('localhost').cert)
      const secure = (more: string) => trigger('secure', more, pulsar.tls)
      const trusting = '  tlsTrustCertsSecret: { name: tls, key: ca }\n  tlsValidateHostname: true'
      expect(await bench.attempt(secure(trusting))).toMatchObject({ kind: 'succeeded' })
      const other = await bench.attempt(secure('  tlsTrustCertsSecret: { name: tls, key: other }'))
      expect(other).toMatchObject({ kind: 'failed', effect: 'none' })
      expect(await bench.attempt(secure('  tlsAllowInsecureConnection: true'))).toMatchObject({ kind: 'succeeded' })
    })

    test('a client certificate', async () => {
      await bench.secret('client', 'cert', pulsar.clientCertificate.cert)
      await bench.secret('client', 'key', pulsar.clientCertificate.key)
      const tls = `  tlsAllowInsecureConnection: true
  tls: { clientCertSecret: { name: client, key: cert }, clientKeySecret: { name: client, key: key } }`
      expect(await bench.attempt(trigger('certified', tls, pulsar.tls))).toMatchObject({ kind: 'succeeded' })
    })

    test('Athenz says that it is not there', async () => {
      const failed = await bench.attempt(trigger('a', '  authAthenzParams: { a: b }'))
      expect(failed).toMatchObject({ kind: 'failed', effect: 'none' })
      expect(failed.kind === 'failed' && failed.reason).toContain('Athenz')
    })
  })
})
