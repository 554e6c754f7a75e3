import { decidedSubject, openBus, outcomesStream } from '@millrace/bus'
import { eventually } from '@millrace/testkit'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminCall } from './admin-call.fixture.ts'

/** The admin API's Reason in its JSON form. */
interface Reason {
  readonly sentence?: string
  readonly kind?: string
  readonly listener?: { readonly sensor?: string; readonly trigger?: string; readonly dependency?: string }
}
import { constellation, type Constellation } from './up/constellation.fixture.ts'

let system: Constellation
const target = createServer((request, response) => {
  request.resume()
  request.on('end', () => response.writeHead(request.url === '/fails' ? 500 : 200).end())
})

const sensor = (name: string, eventName: string, path: string, filters = ''): string => `
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: ${name}, namespace: argo-events }
spec:
  dependencies:
    - { name: dep, eventSourceName: hook, eventName: ${eventName}${filters === '' ? '' : `, filters: ${filters}`} }
  triggers:
    - template: { name: call, http: { url: "TARGET${path}", method: POST } }
`

beforeAll(async () => {
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  const { port } = target.address() as AddressInfo
  const manifests = `
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: { name: hook, namespace: argo-events }
spec:
  webhook:
    push: { port: "PORT", endpoint: /push, method: POST }
    plain: { port: "PORT", endpoint: /plain, method: POST }
    lonely: { port: "PORT", endpoint: /lonely, method: POST }
    fail: { port: "PORT", endpoint: /fail, method: POST }
${sensor('large', 'push', '/t', '{ data: [{ path: body.n, type: number, comparator: ">", value: ["10"] }] }')}
${sensor('guarded', 'push', '/t', '{ data: [{ path: body.token, type: string, value: ["^right$"] }] }')}
${sensor('nothing', 'push', '/t', '{ data: [{ path: body.absent, type: string, value: ["x"] }] }')}
${sensor('all', 'push', '/t')}
${sensor('plain', 'plain', '/t')}
${sensor('failing', 'fail', '/fails')}
`
  system = await constellation(manifests.replaceAll('TARGET', `http://127.0.0.1:${port}`))
}, 60_000)

afterAll(async () => {
  await system[Symbol.asyncDispose]()
  target.closeAllConnections()
  target.close()
})

interface Why {
  readonly summary?: string
  readonly progress?: string
  readonly reasons?: readonly Reason[]
}

interface Got {
  readonly road: {
    readonly reasons?: readonly Reason[]
    readonly outcomes: readonly { readonly invocationId: string }[]
  }
}

const why = (id: string): Promise<Why> => adminCall<Why>(system.adminUrl, 'DecisionService/Why', { id })

async function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<string> {
  const sent = await fetch(`${system.url}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  expect(sent.status).toBe(200)
  return sent.headers.get('x-millrace-event-id') ?? ''
}

const bySensor = ({ reasons = [] }: Why): Record<string, string> =>
  Object.fromEntries(reasons.map(({ listener, sentence }) => [listener?.sensor ?? '-', sentence ?? '']))

test('each trigger of one event says what became of it: which filter, what it found, what was expected', async () => {
  const id = await send('/push', { n: 7, token: 'hunter2' })
  await eventually(async () => {
    expect(bySensor(await why(id))).toEqual({
      large: 'filtered by filters.data[0]: looked at body.n and found 7, expected > 10',
      guarded: 'filtered by filters.data[0]: looked at body.token and found [redacted], expected to match /^right$/',
      nothing: 'failed in filters.data[0]: path "body.absent" does not exist',
      all: 'fired: http succeeded with status 200 at try 1',
    })
  })
  const { summary, progress, reasons } = await why(id)
  expect(summary).toBe('4 triggers: 1 fired, 2 filtered, 1 failed')
  expect(progress).toBe('PROGRESS_CONCLUDED')
  expect(reasons?.map(({ kind }) => kind).sort()).toEqual([
    'DECISION_KIND_FAILED',
    'DECISION_KIND_FILTERED',
    'DECISION_KIND_FILTERED',
    'DECISION_KIND_FIRED',
  ])
  const { road } = await adminCall<Got>(system.adminUrl, 'EventService/Get', { id })
  expect(road.reasons).toEqual(reasons)
})

test('an event that no sensor listens to says so', async () => {
  const id = await send('/lonely', {})
  await eventually(async () =>
    expect(await why(id)).toMatchObject({
      progress: 'PROGRESS_ROUTED',
      summary: 'no sensor listens to hook/lonely on EventBus default of namespace argo-events',
      reasons: [{ kind: 'DECISION_KIND_UNHEARD' }],
    }),
  )
})

test('a delivery that came before says so, beside what the first one did', async () => {
  const header = { 'X-GitHub-Delivery': 'the-same' }
  const id = await send('/plain', {}, header)
  expect(await send('/plain', {}, header)).toBe(id)
  await eventually(async () => {
    const { reasons = [] } = await why(id)
    expect(reasons.map(({ kind }) => kind).sort()).toEqual(['DECISION_KIND_DUPLICATE', 'DECISION_KIND_FIRED'])
    expect(reasons.map(({ sentence }) => sentence)).toContain(
      'dropped as a duplicate: delivery the-same of hook/plain had come before',
    )
  })
})

test('a dead letter says that it is one, and why; its invocation id asks the same', async () => {
  const id = await send('/fail', {})
  await eventually(async () =>
    expect((await why(id)).summary).toMatch(/^failing\/call: fired: given up at try 1, a dead letter: .*500/u),
  )
  const { road } = await adminCall<Got>(system.adminUrl, 'EventService/Get', { id })
  const { summary } = await why(road.outcomes[0]?.invocationId ?? '')
  expect(summary).toBe((await why(id)).summary)
})

test('an event that is not known says so', async () => {
  expect(await why('never-heard-of')).toMatchObject({
    progress: 'PROGRESS_UNKNOWN',
    summary: expect.stringMatching(/^nothing is known of it: .* messages that were looked through/u),
  })
})

test('the page of the event tells the same', async () => {
  const id = await send('/push', { n: 8, token: 'x' })
  await eventually(async () => {
    const page = await fetch(`${system.adminUrl}/trace/${id}`)
    expect(await page.text()).toContain('looked at body.n and found 8, expected &gt; 10')
  })
})

test('an event whose triggers all fire costs no message for its decisions', async () => {
  await using bus = await openBus({ url: system.natsUrl, name: 'why-test' })
  const decided = async (): Promise<number> => {
    const { state } = await bus.manager.streams.info(outcomesStream, { subjects_filter: decidedSubject })
    return state.subjects?.[decidedSubject] ?? 0
  }
  const before = await decided()
  const ids = await Promise.all(Array.from({ length: 20 }, () => send('/plain', {})))
  for (const id of ids) await eventually(async () => expect((await why(id)).progress).toBe('PROGRESS_CONCLUDED'))
  expect(await decided()).toBe(before)
})
