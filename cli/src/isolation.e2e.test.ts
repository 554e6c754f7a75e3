import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminCall } from './admin-call.fixture.ts'
import { constellation, type Constellation } from './up/constellation.fixture.ts'

const healthy = Array.from({ length: 16 }, (_, index) => `h${index}`)
/**
 * Pairs of a round alone and one beside the sick ones, and so many more at a time while the median of all says too slow: the
 * machine does other things too, and its noise fades with their number, while a real slowness stays.
 */
const pairs = { first: 12, more: 6, most: 48 }
const eventsARound = 30
const everyMs = 50
/** How much slower the healthy ones may be beside sick ones. */
const factorMax = 1.5

interface Arrival {
  readonly trigger: string
  readonly event: string
  readonly latencyMs: number
}

let system: Constellation
const arrivals: Arrival[] = []
const sick = { hangs: 0, fails: 0, limited: 0 }
const now = (): number => performance.timeOrigin + performance.now()

/** `/hangs` never answers, `/fails` answers 500, all else 200; the body tells event and time. */
const target = createServer((request, response) => {
  let body = ''
  request.on('data', (part: Buffer) => (body += part.toString()))
  request.on('end', () => {
    const path = (request.url ?? '').slice(1)
    if (path === 'hangs') {
      sick.hangs += 1
      return
    }
    if (path === 'fails') {
      sick.fails += 1
      response.statusCode = 500
    } else if (path === 'limited') sick.limited += 1
    else {
      // The body is what the payload below makes.
      const { event, sentAt } = JSON.parse(body) as { event: string; sentAt: string }
      arrivals.push({ trigger: path, event, latencyMs: now() - Number(sentAt) })
    }
    response.end('{}')
  })
})

const trigger = (name: string, more = ''): string => `
    - template:
        name: ${name}
        http:
          url: TARGET/${name}
          method: POST
          payload:
            - { src: { dependencyName: dep, dataKey: body.event }, dest: event }
            - { src: { dependencyName: dep, dataKey: body.sentAt }, dest: sentAt }
${more.replaceAll(/^/gmu, '      ')}`

const sensor = (name: string, triggers: string): string => `
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: ${name} }
spec:
  dependencies: [{ name: dep, eventSourceName: hook, eventName: ${name} }]
  triggers:
${triggers}`

/** A sensor whose filter never ends by itself. */
const looping = (triggers: string): string => `
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: loops }
spec:
  dependencies:
    - name: dep
      eventSourceName: hook
      eventName: mixed
      filters: { script: "while true do end" }
  triggers:
${triggers}`

beforeAll(async () => {
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  const { port } = target.address() as AddressInfo
  const well = healthy.map((name) => trigger(name)).join('')
  const retry = 'retryStrategy: { steps: 3, duration: 200ms, jitter: 0.5 }'
  const ill = [
    trigger('hangs'),
    trigger('fails', retry),
    trigger('limited', 'rateLimit: { unit: Second, requestsPerUnit: 5 }'),
  ].join('')
  const manifests = `
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: { name: hook }
spec:
  webhook:
    alone: { port: "PORT", endpoint: /alone, method: POST }
    mixed: { port: "PORT", endpoint: /mixed, method: POST }
${sensor('alone', well)}
${sensor('mixed', well + ill)}
${looping(trigger('loops'))}
`
  system = await constellation(manifests.replaceAll('TARGET', `http://127.0.0.1:${port}`))
}, 60_000)

afterAll(async () => {
  // First the calls that hang: the executor waits for what it has begun.
  target.closeAllConnections()
  target.close()
  await system?.[Symbol.asyncDispose]()
}, 90_000)

/** Between a pause, or its end, and the first event of a round. Milliseconds. */
const settleMs = 500

async function round(kind: 'alone' | 'mixed', nth: number): Promise<void> {
  for (let count = 0; count < eventsARound; count += 1) {
    const body = JSON.stringify({ event: `${kind}-${nth}-${count}`, sentAt: String(now()) })
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }
    expect((await fetch(`${system.url}/${kind}`, init)).status).toBe(200)
    await sleep(everyMs)
  }
}

const of = (kind: string): Arrival[] => arrivals.filter(({ event }) => event.startsWith(`${kind}-`))

function p99(all: readonly Arrival[]): number {
  const sorted = all.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN
}

/** The 99th percentile of each round. */
const ofRounds = (kind: string, count: number): number[] =>
  Array.from({ length: count }, (_, nth) => p99(of(`${kind}-${nth}`)))

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1 + (sorted.length % 2)], sorted[middle]]
  return (low + high) / 2
}

test('one trigger hangs, one fails, one is limited, one loops in Lua: the sixteen beside them hardly notice', async () => {
  const order = (word: 'Pause' | 'Resume') =>
    adminCall(system.adminUrl, `SensorService/${word}`, { namespace: 'default', sensor: 'mixed' })
  const rounds = {
    // What the sick ones still owe must not make the rounds without them look worse than they are.
    alone: async (nth: number) => {
      await order('Pause')
      await sleep(settleMs)
      await round('alone', nth)
    },
    mixed: async (nth: number) => {
      await order('Resume')
      await sleep(settleMs)
      await round('mixed', nth)
    },
  }
  await rounds.alone(-1)
  await rounds.mixed(-1)
  const ofOneRound = healthy.length * eventsARound
  await eventually(() => expect([of('alone--1').length, of('mixed--1').length]).toEqual([ofOneRound, ofOneRound]), {
    withinMs: 30_000,
  })
  arrivals.length = 0
  let count = 0
  const ratio = (): number => median(ofRounds('mixed', count)) / median(ofRounds('alone', count))
  const measure = async (more: number): Promise<void> => {
    for (const last = count + more; count < last; count += 1) {
      // By turns, so that a machine that becomes slower or faster does so for both.
      const [first, second] = count % 2 === 0 ? (['alone', 'mixed'] as const) : (['mixed', 'alone'] as const)
      await rounds[first](count)
      await rounds[second](count)
    }
    const expected = ofOneRound * count
    await eventually(() => expect([of('alone').length, of('mixed').length]).toEqual([expected, expected]), {
      withinMs: 30_000,
    })
  }
  await measure(pairs.first)
  while (ratio() > factorMax && count < pairs.most) await measure(pairs.more)
  await sleep(1_000)
  const expected = ofOneRound * count
  for (const kind of ['alone', 'mixed']) {
    const effects = of(kind).map(({ trigger, event }) => `${trigger} ${event}`)
    expect([effects.length, new Set(effects).size]).toEqual([expected, expected])
  }
  expect(sick.hangs).toBeGreaterThan(0)
  expect(sick.fails).toBeGreaterThan(0)
  expect(sick.limited).toBeGreaterThan(0)
  const told = (kind: string): string => {
    const all = ofRounds(kind, count)
    return `${median(all).toFixed(1)} ms (median of ${count} rounds: ${all.map((ms) => ms.toFixed(0)).join(' ')})`
  }
  process.stdout.write(
    `isolation: p99 of 16 triggers alone ${told('alone')}, beside 4 sick ones ${told('mixed')}: ${ratio().toFixed(2)} times ` +
      `(${expected} effects each, every one once; the target saw ${sick.hangs} calls that hang, ${sick.fails} that fail, ` +
      `${sick.limited} limited, none of the one that loops in Lua)\n`,
  )
  expect(ratio()).toBeLessThanOrEqual(factorMax)
}, 600_000)
