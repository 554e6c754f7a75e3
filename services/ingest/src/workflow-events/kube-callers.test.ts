import { openKube } from '@millrace/kube'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { CallersAway } from './callers.ts'
import { KubeCallers } from './kube-callers.ts'

/** Callers of an API server that answers as no real one can be made to: late, or like nobody else. */
async function callersOf(setup: AsyncDisposableStack, answer: RequestListener) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  setup.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  // It listens on a port of the loopback.
  const { port } = server.address() as AddressInfo
  const client = setup.use(await openKube({ kind: 'token', url: `http://127.0.0.1:${port}`, token: 'ours' }))
  let nowMs = 0
  const callers = new KubeCallers(client, { freshMs: 60_000, nowMs: () => nowMs })
  return { callers, passMs: (ms: number) => void (nowMs += ms) }
}

const secretText = '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"a":"Yg=="}}'
const userText = '{"status":{"userInfo":{"username":"ann","groups":[]}}}'
const entries = new Map([['a', Buffer.from('b')]])
const ann = { kind: 'user', user: 'ann', groups: [], claims: undefined }

test.each([
  ['namespaces', 16, secretText, entries, (callers: KubeCallers, name: string) => callers.webhookClients(name)],
  ['tokens', 256, userText, ann, (callers: KubeCallers, name: string) => callers.byToken(name)],
] as const)(
  'who thinks of many %s has few calls made, and keeps out nobody who is known',
  async (_, max, text, found, ask) => {
    await using setup = new AsyncDisposableStack()
    const held: (() => void)[] = []
    let isSlow = false
    const { callers, passMs } = await callersOf(setup, (_request, response) => {
      const end = () => void response.end(text)
      if (isSlow) held.push(end)
      else end()
    })
    expect(await ask(callers, 'known')).toEqual(found)
    passMs(60_001)
    isSlow = true
    const asked = Array.from({ length: max + 40 }, (_, nth) => ask(callers, `new-${nth}`))
    const refused = await Promise.allSettled(asked.slice(max))
    expect(refused.every((one) => one.status === 'rejected' && one.reason instanceof CallersAway)).toBe(true)
    const known = ask(callers, 'known')
    isSlow = false
    const untilHeld = setInterval(() => held.splice(0).forEach((end) => end()), 5)
    setup.defer(() => clearInterval(untilHeld))
    expect(await known).toEqual(found)
    expect(await Promise.all(asked.slice(0, max))).toEqual(Array.from({ length: max }, () => found))
    expect(await ask(callers, 'late')).toEqual(found)
  },
)

test.each([
  ['is told to be a stranger', { username: 'system:anonymous', groups: ['system:unauthenticated'] }],
  ['has no name', { groups: [] }],
])('who %s is nobody, also where the API server lets such ask', async (_, userInfo) => {
  await using setup = new AsyncDisposableStack()
  const { callers } = await callersOf(setup, (_request, response) =>
    response.end(JSON.stringify({ status: { userInfo } })),
  )
  expect(await callers.byToken('t')).toMatchObject({ kind: 'nobody' })
})

test('a token that is nobody’s any more has no rights left, whatever was allowed before', async () => {
  await using setup = new AsyncDisposableStack()
  let isKnown = true
  const { callers, passMs } = await callersOf(setup, (_request, response) => {
    response.statusCode = isKnown ? 201 : 401
    response.end(JSON.stringify({ status: { allowed: true } }))
  })
  const proof = { kind: 'token', token: 't' } as const
  expect(await callers.maySend(proof, 'argo')).toBe(true)
  isKnown = false
  expect(await callers.maySend(proof, 'argo')).toBe(true)
  passMs(60_001)
  expect(await callers.maySend(proof, 'argo')).toBe(false)
})
