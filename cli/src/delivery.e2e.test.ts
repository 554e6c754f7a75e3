import { openBus } from '@millrace/bus'
import { otlpSink, type OtlpSink } from '@millrace/telemetry/otlp-sink'
import { eventually, httpTarget, type HttpTarget } from '@millrace/testkit'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adminCall } from './admin-call.fixture.ts'
import { constellation, type Constellation } from './up/constellation.fixture.ts'

let system: Constellation
let sink: OtlpSink
let target: HttpTarget

const canary = 'canary-5d1c9a'
const rotated = 'canary-rotated-77e0'

const secretText = (value: string): string => `
apiVersion: v1
kind: Secret
metadata: { name: creds, namespace: default }
stringData: { token: "${value}" }
`

const sensor = (name: string, event: string, triggers: string): string => `
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: ${name} }
spec:
  dependencies: [{ name: dep, eventSourceName: hook, eventName: ${event} }]
  triggers:
${triggers}`

const http = (name: string, path: string, more = ''): string => `
    - template: { name: ${name}, http: { url: TARGET${path}, method: POST${more} } }
      retryStrategy: { steps: 2, duration: 50ms, jitter: 0 }`

beforeAll(async () => {
  target = await httpTarget()
  sink = await otlpSink()
  const secure =
    ', secureHeaders: [{ name: X-Token, valueFrom: { secretKeyRef: { name: creds, key: token } } }], basicAuth: { username: { name: creds, key: token }, password: { name: creds, key: token } }'
  const manifests = `
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: { name: hook }
spec:
  webhook:
    dead: { port: "PORT", endpoint: /dead, method: POST }
    paused: { port: "PORT", endpoint: /paused, method: POST }
    secret: { port: "PORT", endpoint: /secret, method: POST }
${sensor('dying', 'dead', http('d', '/dying'))}
${sensor('held', 'paused', http('h', '/held'))}
${sensor('secretive', 'secret', http('s', '/secret', secure))}
`
  system = await constellation(manifests.replaceAll('TARGET', target.url), sink.url)
  await system.write('secret.yaml', secretText(canary))
}, 60_000)

afterAll(async () => {
  await system?.[Symbol.asyncDispose]()
  await sink?.[Symbol.asyncDispose]()
  await target?.[Symbol.asyncDispose]()
})

const post = async (path: string): Promise<void> => {
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"n":1}' }
  expect((await fetch(`${system.url}${path}`, init)).status).toBe(200)
}
const call = <T>(method: string, request: object): Promise<T> => adminCall<T>(system.adminUrl, method, request)
const callsTo = (path: string) => target.calls.filter((one) => one.path === path)

interface DeadList {
  readonly deadLetters?: readonly { readonly outcome: { readonly invocationId: string; readonly reason: string } }[]
  readonly total?: string
}

interface Letter {
  readonly deadLetter: { readonly invocation: { readonly invocations: readonly { readonly history: object[] }[] } }
}

interface Redrives {
  readonly redrives?: readonly { readonly invocationId: string; readonly redrivenId: string }[]
}

const dying = { namespace: 'default', sensor: 'dying' }

describe('dead letters', () => {
  test('are listed, told with every try, and redriven once for each request', async () => {
    await target.fault({ kind: 'status', status: 503, lasting: { forCalls: 6 } })
    for (let count = 0; count < 3; count += 1) await post('/dead')
    const list = (more = {}) => call<DeadList>('DeadLetterService/List', { filter: dying, ...more })
    await eventually(async () => expect((await list()).deadLetters).toHaveLength(3), { withinMs: 20_000 })
    const [first] = (await list()).deadLetters ?? []
    const id = first?.outcome.invocationId ?? ''
    expect(first?.outcome.reason).toBe('the target answered 503, expected a status below 400')
    const got = await call<Letter>('DeadLetterService/Get', { id })
    expect(got.deadLetter.invocation.invocations[0]?.history).toMatchObject([
      { number: 1, status: 503 },
      { number: 2, status: 503 },
    ])
    const before = callsTo('/dying').length
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => call<Redrives>('DeadLetterService/Redrive', { ids: [id], requestId: 'again' })),
    )
    const ids = new Set(answers.flatMap(({ redrives = [] }) => redrives.map((one) => one.redrivenId)))
    expect(ids.size).toBe(1)
    await eventually(() => expect(callsTo('/dying')).toHaveLength(before + 1), { withinMs: 20_000 })
    expect(callsTo('/dying').at(-1)?.key).toBe([...ids][0])
    expect((await list()).deadLetters).toHaveLength(2)
    expect((await list({ withRedriven: true })).deadLetters).toHaveLength(3)
    const all = await call<Redrives>('DeadLetterService/Redrive', { filter: dying, requestId: 'rest' })
    expect(all.redrives).toHaveLength(2)
    expect(await call<Redrives>('DeadLetterService/Redrive', { filter: dying, requestId: 'rest' })).toEqual({})
    await eventually(() => expect(callsTo('/dying')).toHaveLength(before + 3), { withinMs: 20_000 })
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(callsTo('/dying')).toHaveLength(before + 3)
    await call('DeadLetterService/Redrive', { ids: [id], requestId: 'a second time' })
    await eventually(() => expect(callsTo('/dying')).toHaveLength(before + 4), { withinMs: 20_000 })
  })

  test('what cannot be redriven is told', async () => {
    const redrive = (asked: object) => call('DeadLetterService/Redrive', asked)
    const nobody = 'f'.repeat(32)
    await expect(redrive({ ids: [nobody], requestId: 'r' })).rejects.toThrow('no dead letter has the id')
    await expect(redrive({ requestId: 'r' })).rejects.toThrow('give either ids or a filter')
    await expect(redrive({ ids: [nobody] })).rejects.toThrow('request_id')
  })
})

describe('a pause', () => {
  test('holds what is due, is listed with how much it holds, and loses nothing', async () => {
    await expect(call('SensorService/Pause', { namespace: 'default', sensor: 'nobody' })).rejects.toThrow(
      'no sensor default/nobody',
    )
    await expect(call('SensorService/Pause', { namespace: 'default', sensor: 'held', trigger: 'x' })).rejects.toThrow(
      'it has h',
    )
    await call('SensorService/Pause', { namespace: 'default', sensor: 'held' })
    // Executors hear of it a moment later.
    await new Promise((resolve) => setTimeout(resolve, 300))
    for (let count = 0; count < 5; count += 1) await post('/paused')
    await eventually(
      async () => {
        const { paused = [] } = await call<{ paused?: object[] }>('SensorService/Pauses', {})
        expect(paused).toMatchObject([{ sensor: 'held', heldMessages: '5', by: 'command' }])
      },
      { withinMs: 20_000 },
    )
    expect(callsTo('/held')).toHaveLength(0)
    expect(await call('SensorService/Resume', { namespace: 'default', sensor: 'held' })).toEqual({ ended: 1 })
    await eventually(() => expect(callsTo('/held')).toHaveLength(5), { withinMs: 20_000 })
    expect(new Set(callsTo('/held').map((one) => one.key)).size).toBe(5)
    expect(await call('SensorService/Pauses', {})).toEqual({})
  })
})

describe('secrets', () => {
  test('reach the target and nothing else; a rotated one is used without a restart', async () => {
    await post('/secret')
    await eventually(() => expect(callsTo('/secret')).toHaveLength(1), { withinMs: 20_000 })
    expect(callsTo('/secret')[0]?.headers['x-token']).toBe(canary)
    await system.write('secret.yaml', secretText(rotated))
    await eventually(
      async () => {
        await post('/secret')
        expect(callsTo('/secret').at(-1)?.headers['x-token']).toBe(rotated)
      },
      { withinMs: 20_000, everyMs: 300 },
    )
    // A call that fails tells its reason everywhere.
    await target.fault({ kind: 'drop', when: 'before-effect', lasting: { forCalls: 2 } })
    await post('/secret')
    await eventually(
      async () => {
        const filter = { namespace: 'default', sensor: 'secretive' }
        const { deadLetters = [] } = await call<DeadList>('DeadLetterService/List', { filter })
        expect(deadLetters.length).toBeGreaterThan(0)
      },
      { withinMs: 20_000 },
    )
    await new Promise((resolve) => setTimeout(resolve, 500))
    const places: Record<string, string> = {
      logs: JSON.stringify(system.lines),
      traces: JSON.stringify(sink.spans, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
      streams: await everyStream(),
      redis: await everyKey(),
      outcomes: JSON.stringify(await call('InvocationService/List', { pageSize: 1_000 })),
      dead: JSON.stringify(await call('DeadLetterService/List', {})),
      topology: JSON.stringify(await call('SystemService/Topology', {})),
    }
    const basic = Buffer.from(`${canary}:${canary}`).toString('base64')
    for (const [place, text] of Object.entries(places)) {
      expect(text.length, `${place} was looked at`).toBeGreaterThan(100)
      for (const secret of [canary, rotated, basic])
        expect(text.includes(secret), `${place} holds a secret`).toBe(false)
    }
  })
})

/** Every message of every stream, headers too. */
async function everyStream(): Promise<string> {
  await using bus = await openBus({ url: system.natsUrl, name: 'look' })
  const texts: string[] = []
  for await (const { config, state } of bus.manager.streams.list()) {
    for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
      const message = await bus.manager.streams.getMessage(config.name, { seq }).catch(() => null)
      if (message === null) continue
      const values = [...(message.header ?? [])].flatMap(([, all]) => all)
      const decoded = values.map((value) => Buffer.from(value, 'base64').toString('latin1'))
      texts.push(Buffer.from(message.data).toString('latin1'), ...values, ...decoded)
    }
  }
  return texts.join('\n')
}

/** Every key of Redis and its value. */
async function everyKey(): Promise<string> {
  const { hostname, port } = new URL(system.redisUrl)
  const ask = (command: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname)
      let text = ''
      socket.on('data', (part) => (text += part.toString('latin1')))
      socket.on('error', reject)
      socket.on('close', () => resolve(text))
      socket.end(`${command}\r\nQUIT\r\n`)
    })
  const keys = (await ask('KEYS *')).split('\r\n').filter((line) => /^[a-z]+:/u.test(line))
  return (await Promise.all(keys.map((key) => ask(`GET ${key}`)))).join('\n') + keys.join('\n')
}
