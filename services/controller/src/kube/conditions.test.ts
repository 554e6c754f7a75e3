import type { Problem } from '@millrace/manifests'
import { expect, test } from 'vitest'
import { conditionsOf, mergedConditions, type StatusKind, type Wanted } from './conditions.ts'
import type { Verdict } from './verdict.ts'

const problem = (path: string, message: string, severity: Problem['severity'] = 'error'): Problem => ({
  severity,
  code: 'invalid',
  file: 'Sensor a/b',
  line: 0,
  column: 0,
  path,
  message,
})
const fine: Verdict = { faults: [], obstacles: [], warnings: [], board: [] }
const short = (conditions: readonly Wanted[]) => conditions.map((one) => `${one.type} ${one.status} ${one.reason}`)

const obstacle = (isError: boolean) => ({ reason: 'CreateServiceFailed', message: 'somebody else’s', isError })

const cases: readonly (readonly [string, StatusKind, Verdict, readonly string[]])[] = [
  [
    'an EventSource whose Service cannot be made',
    'EventSource',
    { ...fine, board: [obstacle(true)] },
    ['Deployed False CreateServiceFailed', 'Ready False CreateServiceFailed', 'SourcesProvided True Valid'],
  ],
  [
    'an EventSource whose Service is worth a word',
    'EventSource',
    { ...fine, board: [obstacle(false)] },
    ['Deployed True Succeeded', 'Ready True InForce', 'SourcesProvided True Valid'],
  ],
  [
    'a good sensor',
    'Sensor',
    fine,
    ['DependenciesProvided True Valid', 'Deployed True Succeeded', 'Ready True InForce', 'TriggersProvided True Valid'],
  ],
  [
    'a wrong trigger',
    'Sensor',
    { ...fine, faults: [problem('spec.triggers[0].template.http.url', 'is required')] },
    [
      'DependenciesProvided True Valid',
      'Deployed Unknown Invalid',
      'Ready False InvalidTriggers',
      'TriggersProvided False InvalidTriggers',
    ],
  ],
  [
    'a wrong dependency',
    'Sensor',
    { ...fine, faults: [problem('spec.dependencies[0].name', 'is required')] },
    [
      'DependenciesProvided False InvalidDependencies',
      'Deployed Unknown Invalid',
      'Ready False InvalidDependencies',
      'TriggersProvided True Valid',
    ],
  ],
  [
    'a bus that is not there for it',
    'EventSource',
    { ...fine, obstacles: [problem('spec.eventBusName', 'its EventBus is broken')] },
    ['Deployed False EventBusNotReady', 'Ready False EventBusNotReady', 'SourcesProvided True Valid'],
  ],
  [
    'a binding whose selector is broken',
    'WorkflowEventBinding',
    { ...fine, faults: [problem('spec.event.selector', 'the expression does not compile')] },
    ['Configured False InvalidSpec', 'Deployed Unknown Invalid', 'Ready False InvalidSpec'],
  ],
  [
    'a bus that NATS refuses',
    'EventBus',
    { ...fine, obstacles: [problem('spec', 'NATS refuses its stream')] },
    ['Configured True Valid', 'Deployed False StreamFailed', 'Ready False StreamFailed'],
  ],
]

test.each(cases)('%s', (_, kind, verdict, expected) => {
  expect(short(conditionsOf(kind, verdict))).toEqual(expected)
})

test('the message names the fields, and no more than a few', () => {
  const faults = Array.from({ length: 8 }, (_, index) =>
    problem(`spec.triggers[${index}].template.name`, 'is required'),
  )
  const ready = conditionsOf('Sensor', { ...fine, faults }).find(({ type }) => type === 'Ready')
  expect(ready?.message).toMatch(/^spec\.triggers\[0\]\.template\.name: is required; .*; and 3 more$/)
})

test('warnings leave it ready, and are told', () => {
  const warnings = [problem('spec.webhook.push.prot', 'unknown field, ignored', 'warning')]
  const ready = conditionsOf('EventSource', { ...fine, warnings }).find(({ type }) => type === 'Ready')
  expect(ready).toMatchObject({ status: 'True', message: 'warning: spec.webhook.push.prot: unknown field, ignored' })
})

const then = '2026-01-01T00:00:00Z'
const now = '2026-01-02T00:00:00Z'
const good = conditionsOf('EventBus', fine)

test('what is there already is not written again', () => {
  const conditions = mergedConditions(good, undefined, then)
  expect(conditions?.length).toBe(3)
  expect(mergedConditions(good, { conditions: conditions ?? [] }, now)).toBeUndefined()
})

test('a time moves only with its status, and the conditions of others stay', () => {
  const other = { type: 'TheirOwn', status: 'True' }
  const before = { conditions: [other, ...(mergedConditions(good, undefined, then) ?? [])] }
  const broken = conditionsOf('EventBus', { ...fine, obstacles: [problem('spec', 'no')] })
  expect(mergedConditions(broken, before, now)).toEqual([
    other,
    expect.objectContaining({ type: 'Configured', lastTransitionTime: then }),
    expect.objectContaining({ type: 'Deployed', status: 'False', lastTransitionTime: now }),
    expect.objectContaining({ type: 'Ready', status: 'False', lastTransitionTime: now }),
  ])
  const stillBroken = conditionsOf('EventBus', { ...fine, obstacles: [problem('spec', 'no, for another reason')] })
  const after = { conditions: mergedConditions(broken, before, then) ?? [] }
  expect(mergedConditions(stillBroken, after, now)).toContainEqual(
    expect.objectContaining({ type: 'Deployed', message: 'spec: no, for another reason', lastTransitionTime: then }),
  )
})
