import { describe, expect, test } from 'vitest'
import { formatProblem, readManifests } from '@millrace/manifests'
import type { Sensor } from '@millrace/manifests'
import type { JoinState } from './conditions/join.ts'
import type { SensorEvent } from './event.ts'
import { tinyLanguages } from './languages.fixture.ts'
import type { Languages } from './languages.ts'
import { buildIndex, matchEvent, offerEvent } from './match.ts'
import type { Match } from './match.ts'
import { compileSensor } from './sensor.ts'
import type { CompiledSensor, CompiledTrigger } from './sensor.ts'
import { vectorEvent } from './vector-event.fixture.ts'

const place = { namespace: 'argo-events', bus: 'default' }

function compiled(spec: string, languages: Languages = tinyLanguages): CompiledSensor {
  return compileSensor(read(spec), languages)
}

function read(spec: string): Sensor {
  const head = 'apiVersion: argoproj.io/v1alpha1\nkind: Sensor\nmetadata: {name: s, namespace: argo-events}\n'
  const { objects, problems } = readManifests(`${head}spec:\n${spec}`, 'sensor.yaml')
  const [sensor] = objects.flatMap(({ object }): Sensor[] => (object?.kind === 'Sensor' ? [object] : []))
  if (sensor === undefined) throw new Error(problems.map(formatProblem).join())
  return sensor
}

/** The same sensor under another name, listening to another EventSource. */
function moved(sensor: Sensor, name: string, eventSourceName: string): Sensor {
  const dependencies = sensor.spec.dependencies.map((dependency) => ({ ...dependency, eventSourceName }))
  return { ...sensor, metadata: { ...sensor.metadata, name }, spec: { ...sensor.spec, dependencies } }
}

const spec = `
  dependencies:
  - {name: a, eventSourceName: hook, eventName: push}
  - {name: b, eventSourceName: hook, eventName: pull}
  - {name: main, eventSourceName: hook, eventName: push, filters: {data: [{path: ref, type: string, value: [main]}]}}
  triggers:
  - template: {name: either, conditions: a || b, log: {}}
  - template: {name: both, conditions: a && b, log: {}}
  - template: {name: only-main, conditions: main, log: {}}
  - template: {name: twice, conditions: main && a, log: {}}
`

function event(subject: string, data = '{"ref":"main"}'): SensorEvent {
  return vectorEvent({ context: { source: 'hook', subject, datacontenttype: 'application/json' }, data })
}

function told(match: Match): string {
  const { trigger, dependency } = match
  switch (match.kind) {
    case 'fire':
      return `${trigger.name}: ${dependency} fires with ${[...match.events.keys()].join(', ')}`
    case 'wait':
      return `${trigger.name}: ${dependency} waits for ${match.missing.join(', ')}`
    case 'rejected':
      return `${trigger.name}: ${dependency} rejected by ${match.reason.field}`
    default:
      return match satisfies never
  }
}

describe('matching', () => {
  const index = buildIndex([compiled(spec)])

  test('tells each listening trigger’s part, and carries states from event to event', () => {
    const kept = new Map<CompiledTrigger, JoinState<SensorEvent>>()
    const match = (given: SensorEvent, at: number): string[] => {
      const { matches, states } = matchEvent(index, place, given, { at, stateOf: (trigger) => kept.get(trigger) })
      for (const [trigger, state] of states) kept.set(trigger, state)
      return matches.map(told)
    }
    expect(match(event('push', '{"ref":"dev"}'), 1)).toEqual([
      'either: a fires with a',
      'both: a waits for b',
      'only-main: main rejected by filters.data[0]',
      'twice: main rejected by filters.data[0]',
      'twice: a waits for main',
    ])
    expect(match(event('pull'), 2)).toEqual(['either: b fires with b', 'both: b fires with a, b'])
    expect(match(event('pull'), 3)).toEqual(['either: b fires with b', 'both: b waits for a'])
  })

  test('one event may join with itself through two dependencies', () => {
    const { matches } = matchEvent(index, place, event('push'), { at: 1, stateOf: () => undefined })
    expect(matches.map(told).filter((line) => line.startsWith('twice'))).toEqual([
      'twice: main waits for a',
      'twice: a fires with main, a',
    ])
  })

  test('what nobody listens to matches nothing', () => {
    expect(offerEvent(index, place, event('other'))).toEqual([])
    expect(offerEvent(index, { ...place, namespace: 'other' }, event('push'))).toEqual([])
    expect(offerEvent(index, { ...place, bus: 'other' }, event('push'))).toEqual([])
  })

  test('a thousand sensors cost nothing where they do not listen', () => {
    const sensor = read(spec)
    const sensors = Array.from({ length: 1000 }, (_, n) => compileSensor(moved(sensor, `s${n}`, `hook-${n}`), {}))
    const push = event('push')
    const heard = { ...push, context: { ...push.context, source: 'hook-7' } }
    const offers = offerEvent(buildIndex(sensors), place, heard)
    expect(new Set(offers.map(({ sensor }) => sensor.name))).toEqual(new Set(['s7']))
  })
})

describe('a sensor with problems', () => {
  const broken = `
  dependencies:
  - {name: a, eventSourceName: hook, eventName: push, transform: {jq: .a}, filters: {script: return true}}
  - {name: len, eventSourceName: hook, eventName: len}
  triggers:
  - template: {name: bad, conditions: a && len, log: {}}
  - template:
      name: good
      conditions: a
      conditionsReset: [{byTime: {cron: "* * * * *"}}]
      http:
        url: http://a.example/
        method: POST
        payload: [{src: {dependencyName: a, dataTemplate: "{{ .Input }}"}, dest: x}]
    atLeastOnce: true
    dlqTrigger:
      atLeastOnce: true
      template:
        name: dead
        http:
          url: http://a.example/
          method: POST
          payload: [{src: {dependencyName: a, contextTemplate: "{{ .Input }}"}, dest: x}]
`

  test('names each of them, and keeps the triggers that can work', () => {
    const sensor = compiled(broken, {})
    expect(sensor.problems.map(({ code, field, language }) => `${code} ${field} ${language ?? ''}`.trim())).toEqual([
      'language-missing spec.dependencies[0].transform.jq jq',
      'language-missing spec.dependencies[0].filters.script lua',
      'text-invalid spec.triggers[0].template.conditions',
      'language-missing spec.triggers[1].template.http.payload[0].src.dataTemplate goTemplate',
      'language-missing spec.triggers[1].dlqTrigger.template.http.payload[0].src.contextTemplate goTemplate',
      'language-missing spec.triggers[1].template.conditionsReset[0].byTime.cron cron',
    ])
    expect(sensor.triggers.map(({ name }) => name)).toEqual(['good'])
  })

  test('lets nothing through a dependency whose language is missing', () => {
    const { matches } = matchEvent(buildIndex([compiled(broken, {})]), place, event('push'), {
      at: 1,
      stateOf: () => undefined,
    })
    expect(matches.map(told)).toEqual(['good: a rejected by transform.jq'])
  })
})

test('conditions that name no dependency are a warning', () => {
  const { problems } = compiled(`
  dependencies: [{name: "true", eventSourceName: hook, eventName: push}]
  triggers: [{template: {name: t, conditions: "true", log: {}}}]
`)
  expect(problems).toMatchObject([
    { severity: 'warning', code: 'suspect', field: 'spec.triggers[0].template.conditions' },
  ])
})
