import { readManifests, type EventSource } from '@millrace/manifests'
import { describe, expect, test } from 'vitest'
import { eventSources, manifest } from './ingest.fixture.ts'
import type { PlanInput } from './plan-input.ts'
import { planRoutes, type RoutePlan } from './route-plan.ts'

const input: PlanInput = {
  portDefault: 12_000,
  isInCluster: false,
  limits: { bodyBytesMax: 2_000_000, jsonDepthMax: 100 },
  secret: () => () => Promise.resolve(Buffer.from('x')),
  expressions: undefined,
}

const problemsOf = ({ problems }: RoutePlan): unknown =>
  problems.map(({ eventSource, field, code, isServing }) => [eventSource, field, code, isServing])

const served = (plan: RoutePlan, port: number, path: string): unknown => {
  const route = plan.ports.get(port)?.routes.exact(path) ?? plan.ports.get(port)?.routes.template(path)
  return route?.kind === 'serving' ? route.target.eventSource : route?.kind
}

const hook = (name: string, fields: string, metadata = ''): string =>
  manifest(name, `  webhook:\n    e: {${fields}}`, metadata)

/** Objects that the registry would not hold, which must not do harm all the same. */
const unchecked = (name: string, fields: string): EventSource => {
  const { objects } = readManifests(hook(name, 'endpoint: /x, port: "1", method: POST'), 'x')
  const [first] = objects
  if (first?.object?.kind !== 'EventSource') throw new Error('no EventSource')
  // A test of objects that break the type.
  return { ...first.object, spec: { webhook: { e: JSON.parse(fields) as never } } }
}

describe('problems', () => {
  test('a filter that nothing compiles is named, and the event is not served unfiltered', () => {
    const plan = planRoutes(
      eventSources(hook('a', 'endpoint: /a, port: "1", method: POST, filter: {expression: "true"}')),
      input,
    )
    expect(problemsOf(plan)).toEqual([['a', 'spec.webhook.e.filter.expression', 'filter-unusable', false]])
    expect(served(plan, 1, '/a')).toBe('broken')
    expect(plan.targets.get('ns/a/e')).toBeUndefined()
    expect(plan.targets.has('ns/a/e')).toBe(true)
  })

  test('a filter that does not compile is named with the reason', () => {
    const expressions = {
      filter: () => {
        throw new SyntaxError('unexpected token at 1:5')
      },
      deliveryId: () => () => '',
    }
    const plan = planRoutes(
      eventSources(hook('a', 'endpoint: /a, port: "1", method: POST, filter: {expression: "tru("}')),
      {
        ...input,
        expressions,
      },
    )
    expect(plan.problems[0]?.message).toBe('unexpected token at 1:5')
  })

  test('more bytes than allowed are cut to what is, and said', () => {
    const plan = planRoutes(
      eventSources(hook('a', 'endpoint: /a, port: "1", method: POST, maxPayloadSize: 3000000')),
      input,
    )
    expect(problemsOf(plan)).toEqual([['a', 'spec.webhook.e.maxPayloadSize', 'limited', true]])
    expect(plan.targets.get('ns/a/e')?.bodyBytesMax).toBe(2_000_000)
  })

  test('a delivery id’s expression that nothing compiles is said, and the event is served', () => {
    const annotations = '  annotations: {millrace.io/delivery-id: body.id, millrace.io/dedup-window: 1h}\n'
    const plan = planRoutes(eventSources(hook('a', 'endpoint: /a, port: "1", method: POST', annotations)), input)
    expect(problemsOf(plan)).toEqual([['a', 'metadata.annotations.millrace.io/delivery-id', 'limited', true]])
    expect(plan.targets.get('ns/a/e')?.dedupWindowMs).toBe(3_600_000)
  })

  test.each([
    ['{"endpoint":"a","port":"1"}', '.endpoint'],
    ['{"endpoint":"/{","port":"1"}', '.endpoint'],
    ['{"endpoint":"/a","port":"0"}', '.port'],
    ['{"endpoint":"/a","port":"65536"}', '.port'],
    ['{"endpoint":"/a","port":"x"}', '.port'],
    ['{"endpoint":"/a","port":"1","serverCertSecret":{"name":"n","key":"k"}}', '.serverKeySecret'],
    ['{"endpoint":"/a","port":"1","method":"TRACE"}', '.method'],
  ])('%s', (fields, field) => {
    const plan = planRoutes([unchecked('a', fields)], input)
    expect(problemsOf(plan)).toEqual([['a', `spec.webhook.e${field}`, 'field-invalid', false]])
  })

  test('types that come over HTTP and are not received yet are said, types that are pulled are not', () => {
    const stripe = manifest('s', '  stripe:\n    e: {webhook: {endpoint: /s, port: "1"}}')
    const calendar = manifest('t', '  calendar:\n    e: {interval: 10s}')
    expect(problemsOf(planRoutes(eventSources(stripe + calendar), input))).toEqual([
      ['s', 'spec.stripe.e', 'type-unsupported', false],
    ])
  })
})

describe('conflicts', () => {
  test('in a cluster who has a Service is served by its name, and told what others by other names need', () => {
    const inCluster = { ...input, isInCluster: true }
    const b = (spec: string) => manifest('b', `${spec}  webhook:\n    e: {endpoint: /x, port: "1", method: POST}`)
    const conflictOf = (spec: string) => {
      const sources = [...eventSources(hook('a', 'endpoint: /x, port: "1", method: POST')), ...eventSources(b(spec))]
      const [{ isServing, message } = { isServing: undefined, message: '' }] = planRoutes(sources, inCluster).problems
      return { isServing, message }
    }
    expect(conflictOf('  service: {ports: [{port: 1, targetPort: 1}]}\n')).toEqual({
      isServing: true,
      message:
        'another event has the endpoint /x on port 1 already; who calls this EventSource by the name b-eventsource-svc.ns reaches it, all others reach that one: give this one another endpoint or port, or have its Ingress send that name as the host',
    })
    expect(conflictOf('')).toEqual({
      isServing: false,
      message: expect.stringMatching(/give this one another endpoint or port, or a Service \(spec.service\)$/u),
    })
  })

  const same = (name: string): string => hook(name, 'endpoint: /x, port: "1", method: POST')

  test('the same endpoint: the first by name has it, the other a problem', () => {
    const plan = planRoutes(eventSources(same('b') + same('a')), input)
    expect(served(plan, 1, '/x')).toBe('a')
    expect(problemsOf(plan)).toEqual([['b', 'spec.webhook.e.endpoint', 'conflict', false]])
  })

  test('the one that was served before keeps it', () => {
    const before = planRoutes(eventSources(same('b')), input)
    const after = planRoutes(eventSources(same('a') + same('b')), input, before)
    expect(served(after, 1, '/x')).toBe('b')
    expect(problemsOf(after)).toEqual([['a', 'spec.webhook.e.endpoint', 'conflict', false]])
  })

  test('exact endpoints go before templates', () => {
    const plan = planRoutes(
      eventSources(
        hook('a', 'endpoint: "/{any}", port: "1", method: POST') + hook('b', 'endpoint: /b, port: "1", method: POST'),
      ),
      input,
    )
    expect([served(plan, 1, '/b'), served(plan, 1, '/c')]).toEqual(['b', 'a'])
  })

  test('one event name in two types of an EventSource', () => {
    const hooks = `  webhook:
    e: {endpoint: /w, port: "1", method: POST}
  github:
    f: {webhook: {endpoint: /g, port: "1"}, organizations: [o]}`
    const [source] = eventSources(manifest('a', hooks))
    const { f } = source?.spec.github ?? {}
    if (source === undefined || f === undefined) throw new Error('no EventSource')
    const twice = { ...source, spec: { ...source.spec, github: { e: f } } }
    expect(problemsOf(planRoutes([twice], input))).toEqual([['a', 'spec.webhook.e', 'conflict', false]])
  })
})

test('an event without a port has the default one', () => {
  const plan = planRoutes([unchecked('a', '{"endpoint":"/a"}')], input)
  expect(served(plan, 12_000, '/a')).toBe('a')
})

test('the plan of many objects is made at once', () => {
  const text = Array.from({ length: 1_000 }, (_, index) =>
    hook(`h${index}`, `endpoint: /h${index}, port: "1", method: POST`),
  )
  const sources = text.flatMap(eventSources)
  const plan = planRoutes(sources, input)
  expect(plan.problems).toEqual([])
  expect(served(plan, 1, '/h999')).toBe('h999')
})
