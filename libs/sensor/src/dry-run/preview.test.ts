import { formatProblem, readManifests, type Sensor } from '@millrace/manifests'
import { expect, test } from 'vitest'
import { tinyLanguages as languages } from '../languages.fixture.ts'
import { vectorEvent } from '../vector-event.fixture.ts'
import { previewSensor } from './preview.ts'

function sensorOf(value: string, more = ''): Sensor {
  const { objects, problems } = readManifests(
    `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: {name: s, namespace: n}
spec:
  dependencies:
  - {name: d, eventSourceName: hook, eventName: push, filters: {data: [{path: n, type: number, comparator: ">", value: ["${value}"]}]}}
  triggers:
  - template: {name: t, http: {url: "http://target/${more}", method: POST, payload: [{src: {dependencyName: d, dataKey: n}, dest: n}]}}
`,
    'sensor.yaml',
  )
  const [sensor] = objects.flatMap(({ object }): Sensor[] => (object?.kind === 'Sensor' ? [object] : []))
  if (sensor === undefined) throw new Error(problems.map(formatProblem).join())
  return sensor
}

const event = (id: string, n: number) =>
  vectorEvent({
    context: { id, source: 'hook', subject: 'push', datacontenttype: 'application/json' },
    data: `{"n":${n}}`,
  })
const events = [event('one', 1), event('five', 5), event('nine', 9)]
const preview = (before: Sensor | undefined, after: Sensor, firingsMax = 10) =>
  previewSensor(before, after, events, { languages, firingsMax })

test('the same sensor differs in nothing', () => {
  expect(preview(sensorOf('2'), sensorOf('2'))).toEqual({
    triggers: [{ trigger: 't', firedBefore: 2, firedAfter: 2 }],
    firings: [],
    more: false,
  })
})

test('firings that are gone and new are told with why the other side does not fire', () => {
  const { triggers, firings } = preview(sensorOf('7'), sensorOf('0'))
  expect(triggers).toEqual([{ trigger: 't', firedBefore: 1, firedAfter: 3 }])
  expect(firings.map(({ kind, events: of, reason }) => [kind, of['d'], reason])).toEqual([
    ['added', 'one', 'd: filters.data[0]: found 1, expected > 7'],
    ['added', 'five', 'd: filters.data[0]: found 5, expected > 7'],
  ])
  const removed = preview(sensorOf('0'), sensorOf('7')).firings
  expect(removed.map(({ kind, after }) => [kind, after])).toEqual([
    ['removed', ''],
    ['removed', ''],
  ])
})

test('what both fire and send otherwise is told with both requests', () => {
  const { firings } = preview(sensorOf('7'), sensorOf('7', 'elsewhere'))
  expect(firings).toMatchObject([{ kind: 'changed', events: { d: 'nine' }, reason: '' }])
  expect(firings[0]?.before).toContain('"http://target/"')
  expect(firings[0]?.after).toContain('"http://target/elsewhere"')
})

test('a new sensor is compared with none, and no more is told than asked for', () => {
  const told = preview(undefined, sensorOf('0'), 2)
  expect(told.firings.map(({ kind, reason }) => [kind, reason])).toEqual([
    ['added', ''],
    ['added', ''],
  ])
  expect(told.more).toBe(true)
})
