import { eventually } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminCall } from './admin-call.fixture.ts'
import { constellation, type Constellation } from './up/constellation.fixture.ts'

let system: Constellation

const binding = (name: string, selector: string, message = 'payload.message'): string => `---
apiVersion: argoproj.io/v1alpha1
kind: WorkflowEventBinding
metadata: { name: ${name}, namespace: argo }
spec:
  event: { selector: ${JSON.stringify(selector)} }
  submit:
    workflowTemplateRef: { name: hello }
    arguments:
      parameters: [{ name: message, valueFrom: { event: ${JSON.stringify(message)} } }]
`

beforeAll(async () => {
  system = await constellation(
    [
      binding('greets', 'discriminator == "hello"'),
      binding('other', 'discriminator == "other"'),
      binding('picky', 'payload.number > 3'),
      binding('wrong-part', 'discriminator == "hello"', 'payload.message.deep'),
    ].join(''),
  )
}, 60_000)
afterAll(() => system[Symbol.asyncDispose]())

interface Reason {
  readonly sentence?: string
  readonly listener?: { readonly sensor?: string }
}

interface Detail {
  readonly eventId: string
  readonly state: string
  readonly bindings: readonly { readonly binding: string; readonly state: string; readonly reason?: string }[]
}

async function post(discriminator: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  const url = `${system.workflowEventsUrl}/api/v1/events/argo/${discriminator}`
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function reasonsOf(id: string): Promise<readonly Reason[]> {
  const why = await adminCall<{ reasons?: readonly Reason[] }>(system.adminUrl, 'DecisionService/Why', { id })
  return why.reasons ?? []
}

test('without a cluster everything is decided and told, and the workflow that is due is not lost', async () => {
  const answer = await post('hello', { message: 'hi' }, { Accept: 'application/vnd.millrace+json', Prefer: 'wait=30' })
  expect(answer.headers.get('preference-applied')).toBe('wait=30')
  const detail = (await answer.json()) as Detail
  expect(detail.state).toBe('decided')
  expect(Object.fromEntries(detail.bindings.map(({ binding, state }) => [binding, state]))).toEqual({
    greets: 'given-up',
    other: 'unmatched',
    picky: 'failed',
    'wrong-part': 'given-up',
  })
  expect(detail.bindings.find(({ binding }) => binding === 'greets')?.reason).toContain('set MILLRACE_KUBE')
  expect(detail.bindings.find(({ binding }) => binding === 'wrong-part')?.reason).toContain(
    'invalid operation: int(string)',
  )
  const reasons = await eventually(async () => {
    const reasons = await reasonsOf(detail.eventId)
    expect(reasons).toHaveLength(4)
    return reasons
  })
  const said = reasons.map(({ listener, sentence }) => `${listener?.sensor}: ${sentence}`).sort()
  expect(said).toEqual([
    expect.stringMatching(/^wfeb\/greets: fired: given up at try 1, a dead letter: workflow: no cluster is configured/),
    'wfeb/other: filtered by spec.event.selector: found false, expected true from discriminator == "other"',
    expect.stringMatching(/^wfeb\/picky: failed in spec.event.selector: .*invalid operation/),
    expect.stringMatching(/^wfeb\/wrong-part: fired: given up at try 1.*invalid operation: int/),
  ])
})

test('a delivery that comes again goes no further, and is told so', async () => {
  const headers = { 'X-GitHub-Delivery': 'twice', Prefer: 'wait=30' }
  const first = (await (await post('hello', { message: 'hi' }, headers)).json()) as Detail
  const second = (await (await post('hello', { message: 'hi' }, headers)).json()) as Detail
  expect(second.eventId).toBe(first.eventId)
  expect([first.state, second.state]).toEqual(['decided', 'duplicate'])
})

test('old clients get what they know; an event that no binding hears is said to be so', async () => {
  const answer = await fetch(`${system.workflowEventsUrl}/api/v1/events/empty/`, { method: 'POST' })
  expect([answer.status, await answer.text()]).toEqual([200, '{}'])
  const id = answer.headers.get('x-millrace-event-id')
  await eventually(async () => {
    const reasons = await reasonsOf(id ?? '')
    expect(reasons.map(({ sentence }) => sentence)).toEqual(['no WorkflowEventBinding is in namespace empty'])
    const { events = [] } = await adminCall<{ events?: readonly { eventId?: string }[] }>(
      system.adminUrl,
      'EventService/List',
      { filter: { namespace: 'empty' } },
    )
    expect(events.map(({ eventId }) => eventId)).toEqual([id])
  })
})

test('a binding that is added is asked from the next event on', async () => {
  await system.write('more.yaml', binding('late', 'discriminator == "late"'))
  await eventually(
    async () => {
      const detail = (await (await post('late', {}, { Prefer: 'wait=5' })).json()) as Detail
      expect(detail.bindings.map(({ binding }) => binding)).toContain('late')
    },
    { withinMs: 30_000 },
  )
})
