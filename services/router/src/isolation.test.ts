import { luaLanguage } from '@millrace/lua'
import { readManifests, type Sensor } from '@millrace/manifests'
import { encodeDelivery, readDeliveryHead, readEvent } from '@millrace/protocol/wire'
import { compileSensor, buildIndex, offerEvent, sensorEvent } from '@millrace/sensor'
import { expect, test } from 'vitest'
import { guardScripts, strikesMax } from './guard-scripts.ts'

const healthy = 19
const events = 300

const sensorText = (name: string, script: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: ${name}, namespace: n }
spec:
  dependencies: [{ name: d, eventSourceName: hook, eventName: push, filters: { script: "${script}" } }]
  triggers: [{ template: { name: t, log: {} } }]
`

const delivery = readDeliveryHead(
  encodeDelivery({
    namespace: 'n',
    bus: 'default',
    eventSource: 'hook',
    eventName: 'push',
    deliveryId: '',
    receivedAtUs: 1,
    dedupWindowMs: 0,
    event: { id: 'e', source: 'hook', type: 'webhook', attributes: new Map(), data: Buffer.from('{"n":1}') },
  }),
)

test('a script that never ends costs three runs, and the sensors beside it take every event', () => {
  const texts = [
    sensorText('endless', 'while true do end'),
    ...Array.from({ length: healthy }, (_, nth) => sensorText(`healthy-${nth}`, `return event.n + ${nth} > 0`)),
  ]
  const { objects } = readManifests(texts.join('---'), 'sensors.yaml')
  const sensors = objects.flatMap(({ object }): Sensor[] => (object?.kind === 'Sensor' ? [object] : []))
  expect(sensors).toHaveLength(healthy + 1)
  const begun = performance.now()
  const languages = guardScripts({ lua: luaLanguage() }, () => performance.now())
  const index = buildIndex(sensors.map((sensor) => compileSensor(sensor, languages)))
  let accepted = 0
  const endless: string[] = []
  let longestMs = 0
  for (let nth = 0; nth < events; nth += 1) {
    const at = performance.now()
    const offers = offerEvent(index, delivery, sensorEvent(readEvent(delivery.eventBytes)))
    longestMs = Math.max(longestMs, performance.now() - at)
    for (const { acceptance } of offers) {
      if (acceptance.kind === 'accepted') accepted += 1
      else endless.push('message' in acceptance.reason ? acceptance.reason.message : 'refused')
    }
  }
  const seconds = Math.ceil((performance.now() - begun) / 1_000)
  const runs = endless.filter((message) => /used up its \d+ steps/u.test(message)).length
  const rested = endless.filter((message) => message.includes('times in a row: it is tried again in')).length
  process.stdout.write(
    `${events} events, ${runs} runs of the endless script, the longest event ${longestMs.toFixed(1)} ms\n`,
  )
  expect(accepted).toBe(healthy * events)
  expect(runs + rested).toBe(events)
  expect(runs).toBeGreaterThanOrEqual(strikesMax)
  // One more for each second that passed meanwhile, at most.
  expect(runs).toBeLessThanOrEqual(strikesMax + seconds)
})
