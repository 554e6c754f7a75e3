import type { WorkflowEventBinding } from '@millrace/manifests'
import { expect, test } from 'vitest'
import type { RunInfo } from '../run-file.ts'
import { banner } from './banner.ts'
import { workflowDoors } from './workflow-doors.ts'

const info: RunInfo = {
  pid: 1,
  born: '',
  startedAt: 1_000,
  ready: true,
  manifests: '.',
  adminUrl: 'http://127.0.0.1:7070',
  metricsUrl: 'http://127.0.0.1:7777/metrics',
  natsUrl: '',
  webhooks: [],
  workflowEvents: [],
}
const hook = { namespace: 'n', eventSource: 's', event: 'e', method: 'POST', url: 'http://127.0.0.1:12000/e' }
const door = {
  namespace: 'argo',
  url: 'http://127.0.0.1:2746/api/v1/events/argo/',
  discriminator: 'hello',
  asksForTokens: false,
}

test('what takes no event by hand has endpoints and no line to paste', () => {
  expect(banner(info)).not.toContain('curl')
  expect(banner({ ...info, webhooks: [{ ...hook, method: 'GET' }] })).not.toContain('curl')
})

test('a webhook and the Workflows event API have a line each', () => {
  const text = banner({ ...info, webhooks: [hook], workflowEvents: [door] })
  expect(text).toMatch(/^ {2}curl .*try-rs.* http:\/\/127\.0\.0\.1:12000\/e$/mu)
  expect(text).toMatch(
    /^ {2}curl -H 'Prefer: wait=10' -d .* http:\/\/127\.0\.0\.1:2746\/api\/v1\/events\/argo\/hello$/mu,
  )
  expect(banner({ ...info, workflowEvents: [{ ...door, asksForTokens: true }] })).toContain('-n argo create token')
})

test.each([
  ['discriminator == "hello" && payload.message != ""', 'hello'],
  ['discriminator == "code" && metadata["x-github-event"][0] == "push"', 'code'],
  ['true', 'example'],
  ['discriminator matches "a.*"', 'example'],
])('of the selector %s the line has the discriminator %s', (selector, discriminator) => {
  expect(workflowDoors([binding('b', selector)])).toEqual([{ namespace: 'b', discriminator }])
})

test('a door for each namespace, with the first discriminator that a binding of it names', () => {
  const doors = workflowDoors([binding('b', 'true'), binding('a', 'true'), binding('b', 'discriminator == "x"')])
  expect(doors).toEqual([
    { namespace: 'a', discriminator: 'example' },
    { namespace: 'b', discriminator: 'x' },
  ])
})

function binding(namespace: string, selector: string): WorkflowEventBinding {
  const metadata = { name: 'w', namespace, labels: {}, annotations: {} }
  const spec = { event: { selector } }
  // Only what is read is there.
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'WorkflowEventBinding',
    metadata,
    spec,
  } as unknown as WorkflowEventBinding
}
