import { Consumer, stringDeserializers } from '@platformatic/kafka'
import { certificateFor, cutProxy, kafkaJars, kafkaServer, type CutProxy, type KafkaServer } from '@millrace/testkit'
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attemptBench, cutBeforeAnswer, type AttemptBench } from '../attempt.fixture.ts'

const jars = await kafkaJars()

describe.skipIf(jars.kind === 'missing')('on a real broker', () => {
  let bench: AttemptBench
  let kafka: KafkaServer
  let proxy: CutProxy

  beforeAll(async () => {
    if (jars.kind === 'missing') return
    bench = await attemptBench()
    kafka = await kafkaServer(jars, {
      proxied: async (port) => (proxy = await cutProxy(port)).port,
      properties: ['message.max.bytes=200000'],
    })
  })

  afterAll(async () => {
    await bench[Symbol.asyncDispose]()
    await proxy[Symbol.asyncDispose]()
    await kafka[Symbol.asyncDispose]()
  })

  const body = 'payload: [{ src: { dependencyName: dep, dataKey: body.ref }, dest: ref }]'
  const trigger = (topic: string, more = '', url = kafka.plain) =>
    bench.compile(`kafka:\n  url: "${url}"\n  topic: "${topic}"\n  ${body}\n${more}`)

  interface Read {
    readonly key: string | undefined
    readonly value: string
    readonly partition: number
    readonly headers: ReadonlyMap<string, string>
    readonly timestamp: bigint
  }

  /** The first `count` records of a topic, in the order in which they come. */
  async function records(topic: string, count: number): Promise<Read[]> {
    const consumer = new Consumer({
      clientId: 'test',
      groupId: randomUUID(),
      bootstrapBrokers: [kafka.plain],
      deserializers: stringDeserializers,
    })
    try {
      const stream = await consumer.consume({ topics: [topic], mode: 'earliest', maxWaitTime: 200 })
      const read: Read[] = []
      for await (const { key, value, partition, headers, timestamp } of stream) {
        read.push({ key, value, partition, headers, timestamp })
        if (read.length === count) break
      }
      await stream.close()
      return read
    } finally {
      await consumer.close(true)
    }
  }

  describe('the record', () => {
    test('has payload, time, headers with the invocation id and the trace; any partition', async () => {
      const before = Date.now()
      await bench.secret('headers', 'token', 's3cret')
      const more = `  headers: { a: plain }
  secureHeaders: [{ name: token, valueFrom: { secretKeyRef: { name: headers, key: token } } }]`
      expect(await bench.attempt(trigger('record', more))).toEqual({ kind: 'succeeded', status: 0 })
      const [read] = await records('record', 1)
      expect(read).toMatchObject({ key: undefined, value: '{"ref":"main"}' })
      expect(Number(read?.timestamp)).toBeGreaterThanOrEqual(before)
      expect(Object.fromEntries(read?.headers ?? [])).toEqual({
        a: 'plain',
        token: 's3cret',
        'millrace-invocation-id': 'i'.repeat(32),
        traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/u) as string,
      })
    })

    test('with a key goes to the original’s partition; parameters reach topic and key', async () => {
      const keyed = trigger(
        'keyed',
        `  partitioningKey: x
  parameters: [{ src: { dependencyName: dep, dataKey: body.ref }, dest: partitioningKey }]`,
      )
      const keys = ['foobar', 'a', 'main']
      for (const ref of keys) await bench.attempt(keyed, { data: JSON.stringify({ body: { ref } }) })
      const read = await records('keyed', keys.length)
      // FNV-1a as int32: foobar 0xbf9cf968, a 0xe40c292c; 6 partitions.
      const expected = { foobar: Math.abs((0xbf9cf968 - 2 ** 32) % 6), a: Math.abs((0xe40c292c - 2 ** 32) % 6) }
      for (const [key, partition] of Object.entries(expected))
        expect(read.find((one) => one.key === key)).toMatchObject({ partition, value: JSON.stringify({ ref: key }) })
      expect(read.map((one) => one.key).toSorted()).toEqual(keys.toSorted())
    })

    test('is written in few requests, in order, once, whatever acks and compression; Kafka’s own consumer reads it', async () => {
      for (const [topic, more] of [
        ['all', '  compress: true\n  partitioningKey: k'],
        ['leader', '  requiredAcks: 1\n  compress: true\n  flushFrequency: 50\n  partitioningKey: k'],
      ] as const) {
        const many = trigger(topic, more)
        const ids = Array.from({ length: 200 }, (_, index) => `${topic}-${index}`)
        const done = await Promise.all(
          ids.map((id) => bench.attempt(many, { id, data: JSON.stringify({ body: { ref: id } }) })),
        )
        expect(done.filter((one) => one.kind !== 'succeeded')).toEqual([])
        const printed = await kafka.tool('org.apache.kafka.tools.consumer.ConsoleConsumer', [
          '--bootstrap-server',
          kafka.plain,
          '--topic',
          topic,
          '--from-beginning',
          '--max-messages',
          '200',
          '--timeout-ms',
          '20000',
        ])
        const refs = [...printed.matchAll(/^\{"ref":"(.*)"\}$/gmu)].map(([, ref]) => ref)
        expect(refs).toEqual(ids)
        expect(
          (
            await kafka.tool('org.apache.kafka.tools.GetOffsetShell', [
              '--bootstrap-server',
              kafka.plain,
              '--topic',
              topic,
            ])
          )
            .split('\n')
            .reduce((sum, line) => sum + Number(/:(\d+)$/u.exec(line)?.[1] ?? 0), 0),
        ).toBe(200)
      }
    })

    test('is not written when the claim has passed on', async () => {
      expect(await bench.attempt(trigger('withdrawn'), { id: 'not', mayBegin: () => false })).toMatchObject({
        kind: 'succeeded',
      })
      await bench.attempt(trigger('withdrawn'), { id: 'written' })
      const [read] = await records('withdrawn', 1)
      expect(read?.headers.get('millrace-invocation-id')).toBe('written')
    })
  })

  describe('a schema registry', () => {
    const schema = {
      type: 'record',
      name: 'Push',
      fields: [
        { name: 'ref', type: 'string' },
        { name: 'n', type: ['null', 'long'], default: null },
      ],
    }
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`)
      if (request.url === '/schemas/ids/7') response.end(JSON.stringify({ schema: JSON.stringify(schema) }))
      else response.writeHead(404).end('{}')
    })
    let url = ''
    beforeAll(async () => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    })
    afterAll(() => void server.close())

    const avro = (topic: string, id: number) =>
      trigger(
        topic,
        `  schemaRegistry:
    url: "${url}/"
    schemaId: ${id}
    auth: { username: { name: registry, key: user }, password: { name: registry, key: pass } }`,
      )

    test('gives the schema, once; the value is Avro in its framing', async () => {
      await bench.secret('registry', 'user', 'ann')
      await bench.secret('registry', 'pass', 'p')
      const encoded = avro('avro', 7)
      for (const id of ['one', 'two']) expect(await bench.attempt(encoded, { id })).toMatchObject({ kind: 'succeeded' })
      expect(asked).toEqual([`/schemas/ids/7 Basic ${Buffer.from('ann:p').toString('base64')}`])
      const [read] = await records('avro', 2)
      // Magic byte, id, then "main" with its length in zigzag, then the first branch of the union.
      expect(Buffer.from(read?.value ?? '').toString('hex')).toBe('0000000007086d61696e00')
    })

    test('a payload that does not fit, or a schema that is not there: no effect', async () => {
      const misfit = await bench.attempt(avro('misfit', 7), { data: '{"body":{"ref":"x"}}', id: 'fits' })
      expect(misfit).toMatchObject({ kind: 'succeeded' })
      const other = bench.compile(`kafka:
  url: "${kafka.plain}"
  topic: misfit
  payload: [{ src: { dependencyName: dep, dataKey: body.ref }, dest: other }]
  schemaRegistry: { url: "${url}", schemaId: 7 }`)
      expect(await bench.attempt(other)).toMatchObject({ kind: 'failed', effect: 'none', final: true })
      const gone = await bench.attempt(avro('misfit', 8))
      expect(gone).toMatchObject({ kind: 'failed', effect: 'none' })
      expect(gone.kind === 'failed' && gone.reason).toContain('404')
    })
  })

  describe('what went wrong, and what it says about the effect', () => {
    test('nobody listens: none', async () => {
      expect(await bench.attempt(trigger('a', '', '127.0.0.1:1'))).toMatchObject({ kind: 'failed', effect: 'none' })
    })

    test('a record that is too large: none, for good; its neighbours are written', async () => {
      const large = trigger('large', '  partitioningKey: k\n  flushFrequency: 200')
      const [small, huge, last] = await Promise.all(
        ['s', 'x'.repeat(300_000), 'l'].map((ref, index) =>
          bench.attempt(large, { id: `large-${index}`, data: JSON.stringify({ body: { ref } }) }),
        ),
      )
      expect(huge).toMatchObject({ kind: 'failed', effect: 'none', final: true })
      expect([small?.kind, last?.kind]).toEqual(['succeeded', 'succeeded'])
      expect((await records('large', 2)).map((one) => one.headers.get('millrace-invocation-id'))).toEqual([
        'large-0',
        'large-2',
      ])
    })

    test('a topic that cannot be: none', async () => {
      expect(await bench.attempt(trigger('no such/topic'))).toMatchObject({ kind: 'failed', effect: 'none' })
    })

    test('the connection dies between record and answer: unknown; then nobody listens: none; then it works again', async () => {
      const lost = trigger('lost', '', kafka.proxied)
      expect(await bench.attempt(lost, { id: 'before' })).toMatchObject({ kind: 'succeeded' })
      const attempt = bench.attempt(lost, { id: 'lost', mayBegin: cutBeforeAnswer(proxy) })
      expect(await attempt).toMatchObject({ kind: 'failed', effect: 'unknown' })
      expect(await bench.attempt(lost, { id: 'cut' })).toMatchObject({ kind: 'failed', effect: 'none' })
      proxy.heal()
      expect(await bench.attempt(lost, { id: 'after' })).toMatchObject({ kind: 'succeeded' })
    })

    test('a connection that dies and comes back within the tries is written once', async () => {
      const shaky = trigger('shaky', '', kafka.proxied)
      expect(await bench.attempt(shaky, { id: 'before' })).toMatchObject({ kind: 'succeeded' })
      proxy.delay(100)
      const attempt = bench.attempt(shaky, {
        id: 'shaky',
        mayBegin: () => {
          // The record reaches the broker, its answer does not come back.
          setTimeout(() => (proxy.cut(), proxy.heal()), 150)
          return true
        },
      })
      expect(await attempt).toMatchObject({ kind: 'succeeded' })
      expect(await bench.attempt(shaky, { id: 'after' })).toMatchObject({ kind: 'succeeded' })
      const ids = (await records('shaky', 3)).map((one) => one.headers.get('millrace-invocation-id'))
      expect(ids.toSorted()).toEqual(['after', 'before', 'shaky'])
    })
  })

  describe('who is let in', () => {
    test.each(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])(
      '%s, and a rotated password counts at once',
      async (mechanism) => {
        await bench.secret('sasl', 'user', 'ann\n')
        await bench.secret('sasl', 'pass', 'first')
        const sasl = `  sasl: { mechanism: ${mechanism}, userSecret: { name: sasl, key: user }, passwordSecret: { name: sasl, key: pass } }`
        const guarded = trigger('guarded', sasl, kafka.sasl)
        const refusal = await bench.attempt(guarded)
        expect(refusal).toMatchObject({ kind: 'failed', effect: 'none' })
        expect(refusal.kind === 'failed' && refusal.reason).not.toContain('first')
        await bench.secret('sasl', 'pass', 'second')
        expect(await bench.attempt(guarded)).toMatchObject({ kind: 'succeeded' })
      },
    )

    test('a mechanism that no manifest can feed says so', async () => {
      const sasl = `  sasl: { mechanism: GSSAPI, userSecret: { name: sasl, key: user }, passwordSecret: { name: sasl, key: pass } }`
      const failed = await bench.attempt(trigger('guarded', sasl, kafka.sasl))
      expect(failed).toMatchObject({ kind: 'failed', effect: 'none' })
      expect(failed.kind === 'failed' && failed.reason).toContain('GSSAPI')
    })

    test('TLS: the given authority is trusted, another is not, and verification can be switched off', async () => {
      await bench.secret('tls', 'ca', kafka.certificate.cert)
      await bench.secret('tls', 'other', certificateFor('localhost').cert)
      const secure = (tls: string) => trigger('secure', `  tls: ${tls}`, kafka.tls)
      expect(await bench.attempt(secure('{ caCertSecret: { name: tls, key: ca } }'))).toMatchObject({
        kind: 'succeeded',
      })
      expect(await bench.attempt(secure('{ caCertSecret: { name: tls, key: other } }'))).toMatchObject({
        kind: 'failed',
        effect: 'none',
      })
      expect(await bench.attempt(secure('{ insecureSkipVerify: true }'))).toMatchObject({ kind: 'succeeded' })
    })
  })
})
