import { createServer, type IncomingMessage, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { startLoad } from './load.ts'
import { seededRandom } from './random.ts'

let server: Server | undefined
afterEach(() => {
  server?.close()
  server?.closeAllConnections()
})

test('sends every delivery one to three times under one id, and writes down what came of each request', async () => {
  const seen: { id: string; header: string }[] = []
  let connections = 0
  // By the last digit of the delivery's number: 0 is refused, 1 is cut off, 2 gets no answer in time.
  const url = await serve((request, body, answer) => {
    const { id, nth } = JSON.parse(body) as { id: string; nth: number }
    const header = request.headers['x-github-delivery'] === id ? 'x-github-delivery' : 'idempotency-key'
    expect(request.headers[header]).toBe(id)
    seen.push({ id, header })
    if (nth % 10 === 1) request.socket.destroy()
    else if (nth % 10 !== 2) answer(nth % 10 === 0 ? 503 : 200)
  })
  server?.on('connection', () => connections++)
  const load = startLoad({
    url,
    ratePerS: 80,
    copiesMax: 3,
    spreadMs: 100,
    prefix: 'd',
    random: seededRandom(1),
    inFlightMax: 100,
    answerMaxMs: 3_000,
  })
  await sleep(1_500)
  await load.stop()

  const digit = (id: string): string => id.slice(-1)
  const statuses = new Map<string, Set<number>>()
  for (const { deliveryId, status } of load.sends) {
    const found = statuses.get(digit(deliveryId)) ?? new Set()
    statuses.set(digit(deliveryId), found.add(status))
  }
  const expected = { '0': 503, '1': 0, '2': 0 } as const
  for (const [last, found] of statuses) {
    expect([...found], `deliveries …${last}`).toEqual([
      last in expected ? expected[last as keyof typeof expected] : 200,
    ])
  }
  expect(statuses.size).toBe(10)

  // Nothing is sent that is not written down, and the other way round; ids are sent up to three times.
  const count = (ids: readonly string[]) => Map.groupBy(ids, (id) => id)
  const sent = count(load.sends.map(({ deliveryId }) => deliveryId))
  const arrived = count(seen.map(({ id }) => id))
  for (const [id, copies] of sent) expect(arrived.get(id)?.length).toBe(copies.length)
  expect(new Set([...sent.values()].map(({ length }) => length))).toEqual(new Set([1, 2, 3]))
  expect(load.acked).toBe([...sent.keys()].filter((id) => !(digit(id) in expected)).length)
  expect(new Set(seen.map(({ header }) => header)).size).toBe(2)
  // Connections are kept: only those that broke are replaced.
  expect(connections).toBeLessThan(load.sends.length / 2)
})

test('falls behind instead of having more under way than it may', async () => {
  let underWay = 0
  let most = 0
  const url = await serve((_, __, answer) => {
    underWay += 1
    most = Math.max(most, underWay)
    setTimeout(() => {
      underWay -= 1
      answer(200)
    }, 100)
  })
  const options = { url, ratePerS: 1_000, copiesMax: 1, spreadMs: 1, prefix: 'd', random: seededRandom(1) }
  const load = startLoad({ ...options, inFlightMax: 4, answerMaxMs: 5_000 })
  await sleep(500)
  await load.stop()
  expect(most).toBe(4)
  expect(load.sends.length).toBeGreaterThan(4)
  expect(load.sends.length).toBeLessThan(100)
})

type Serve = (request: IncomingMessage, body: string, answer: (status: number) => void) => void

async function serve(act: Serve): Promise<string> {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => act(request, body, (status) => response.writeHead(status).end('{}')))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/push`
}
