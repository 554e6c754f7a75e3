import { describe, expect, test } from 'vitest'
import { messagesOf, readOne } from '../read/read.fixture.ts'
import { settingsOf } from './annotations.ts'
import { joinDeadlineOf } from './join-deadline.ts'

type Annotations = Readonly<Record<string, string>>

function textOf(kind: string, annotations: Annotations): string {
  const dependencies = [{ name: 'd', eventSourceName: 'e', eventName: 'n' }]
  const triggers = [{ template: { name: 'a', log: {} } }, { template: { name: 'b', log: {} } }]
  const spec = kind === 'Sensor' ? { dependencies, triggers } : {}
  return JSON.stringify({ apiVersion: 'argoproj.io/v1alpha1', kind, metadata: { name: 'x', annotations }, spec })
}

describe('settingsOf', () => {
  test('of an EventSource', () => {
    const annotations = { 'millrace.io/delivery-id': 'body.id', 'millrace.io/dedup-window': '1h', other: 'x' }
    const source = readOne('EventSource', textOf('EventSource', annotations))
    expect(settingsOf(source)).toEqual({ deliveryId: 'body.id', dedupWindowMs: 3_600_000 })
  })

  test.each([
    ['a', ['a']],
    [' a , b ', ['a', 'b']],
    ['*', '*'],
    ['a,*', '*'],
  ])('of a Sensor: %j', (text, idempotentTargets) => {
    const sensor = readOne('Sensor', textOf('Sensor', { 'millrace.io/idempotent-targets': text }))
    expect(settingsOf(sensor)).toEqual({ idempotentTargets })
  })

  test.each([
    ['calls-max', '8', { callsMax: new Map([['*', 8]]) }],
    [
      'calls-max',
      'a=2, *=9',
      {
        callsMax: new Map([
          ['a', 2],
          ['*', 9],
        ]),
      },
    ],
    ['paused', 'true', { paused: '*' }],
    ['paused', 'a', { paused: ['a'] }],
    ['paused', 'false', {}],
    ['no-breaker', '*', { noBreaker: '*' }],
  ])('of a Sensor: %s: %j', (name, text, settings) => {
    expect(settingsOf(readOne('Sensor', textOf('Sensor', { [`millrace.io/${name}`]: text })))).toEqual(settings)
  })

  test.each([
    ['1h30m', 5_400_000, {}],
    ['deploy=10m', undefined, { deploy: 600_000 }],
    ['*=2m,deploy=1m', 120_000, { deploy: 60_000 }],
    [' 1h , a=b=5s, audit=0', 3_600_000, { 'a=b': 5_000, audit: 0 }],
  ])('of a Sensor, deadlines of joins: %j', (text, others, byTrigger) => {
    const { joinDeadlines } = settingsOf(readOne('Sensor', textOf('Sensor', { 'millrace.io/join-deadline': text })))
    expect(joinDeadlines).toEqual({ others, byTrigger: new Map(Object.entries(byTrigger)) })
    expect(joinDeadlineOf(joinDeadlines, 'audit')).toBe(text.includes('audit') ? undefined : others)
    expect(joinDeadlineOf(joinDeadlines, 'other')).toBe(others)
  })

  test('of an object without annotations', () => {
    expect(settingsOf(readOne('EventSource', textOf('EventSource', {})))).toEqual({})
  })
})

const at = (name: string): string => `metadata.annotations["millrace.io/${name}"]`

describe('what is wrong with annotations', () => {
  test.each([
    ['EventSource', 'dedup-window', '1d', 'time: unknown unit "d" in duration "1d"'],
    ['EventSource', 'dedup-window', '0s', 'the window must be longer than 0'],
    ['EventSource', 'delivery-id', ' ', 'the expression is empty'],
    ['Sensor', 'idempotent-targets', ',', 'no trigger is named; write names or *'],
    ['Sensor', 'calls-max', '0', 'write a number from 1 to 10000, or trigger=number pairs separated by commas'],
    ['Sensor', 'calls-max', 'a=x', 'write a number from 1 to 10000, or trigger=number pairs separated by commas'],
    ['Sensor', 'join-deadline', '10', 'time: missing unit in duration "10"'],
    ['Sensor', 'join-deadline', '0s', 'the deadline must be longer than 0'],
    ['Sensor', 'join-deadline', '-1s', 'the deadline must be longer than 0'],
    ['Sensor', 'join-deadline', '1h, 2h', 'more than one deadline for all triggers'],
    ['Sensor', 'join-deadline', 'a=1h,a=2h', 'more than one deadline for a'],
    ['Sensor', 'join-deadline', '=1h', 'there is no trigger before the = of =1h'],
    ['Sensor', 'join-deadline', '', 'time: invalid duration ""'],
  ])('%s %s: %j is an error', (kind, name, value, message) => {
    const told = messagesOf(textOf(kind, { [`millrace.io/${name}`]: value }))
    expect(told).toEqual({ errors: [`${at(name)}: ${message}`], warnings: [] })
  })

  test.each([
    ['Sensor', 'idempotent-targets', 'a, c', 'no trigger is called c'],
    ['Sensor', 'calls-max', 'c=2', 'no trigger is called c'],
    ['Sensor', 'paused', 'c', 'no trigger is called c'],
    ['EventSource', 'paused', 'true', 'means nothing here, it is for kind Sensor and WorkflowEventBinding'],
    ['Sensor', 'join-deadline', 'c=1h', 'no trigger is called c'],
    ['EventSource', 'join-deadline', '1h', 'means nothing here, it is for kind Sensor'],
    ['Sensor', 'dedup-window', '1h', 'means nothing here, it is for kind EventSource'],
    ['EventSource', 'idempotent-targets', '*', 'means nothing here, it is for kind Sensor'],
    ['EventSource', 'dedup-windows', '1h', 'unknown annotation, ignored'],
  ])('%s %s: %j is a warning', (kind, name, value, message) => {
    const told = messagesOf(textOf(kind, { [`millrace.io/${name}`]: value }))
    expect(told).toEqual({ errors: [], warnings: [`${at(name)}: ${message}`] })
  })

  test('annotations of others are nobody’s business', () => {
    const annotations = { 'events.argoproj.io/leader-election': 'k8s', note: 'x' }
    expect(messagesOf(textOf('EventSource', annotations))).toEqual({ errors: [], warnings: [] })
  })
})
