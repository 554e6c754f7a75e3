import { readManifests, type EventBus } from '@millrace/manifests'
import { expect, test } from 'vitest'
import { recordDefault, recordOf } from './record-of.ts'

function bus(spec: string): EventBus {
  const text = `apiVersion: argoproj.io/v1alpha1\nkind: EventBus\nmetadata: { name: default }\nspec: ${spec}\n`
  const object = readManifests(text, 'bus.yaml').objects[0]?.object
  if (object?.kind !== 'EventBus') throw new Error(`no bus: ${spec}`)
  return object
}
const bounds = (spec: string) => recordOf(bus(spec))

test('a bus that says nothing about its record keeps it for a week', () => {
  expect(bounds('{jetstream: {version: latest}}')).toEqual(recordDefault)
  expect(recordDefault.maxAgeMs).toBe(7 * 24 * 3_600_000)
})

test('streamConfig is merged over the default', () => {
  const config =
    '{jetstream: {version: latest, replicas: 3, streamConfig: "maxAge: 1h\\nmaxMsgs: 10\\nmaxBytes: -1\\nreplicas: 3\\n"}}'
  expect(bounds(config)).toEqual({ ...recordDefault, maxAgeMs: 3_600_000, maxMsgs: 10, maxBytes: -1, replicas: 3 })
})

test('a NATS Streaming bus runs on a stream of ours, within its own bounds', () => {
  expect(bounds('{nats: {native: {auth: token}}}')).toEqual({ ...recordDefault, maxAgeMs: 72 * 3_600_000 })
  expect(bounds('{nats: {native: {maxAge: 1h, maxMsgs: 0, maxBytes: 1GB}}}')).toMatchObject({
    maxAgeMs: 3_600_000,
    maxMsgs: -1,
  })
  expect(bounds('{nats: {exotic: {url: "nats://x", clusterID: c}}}')).toMatchObject({ maxAgeMs: 72 * 3_600_000 })
})

test('a bus on a server of somebody else has its record here as well, by its streamConfig', () => {
  expect(bounds('{kafka: {url: "k:9092"}}')).toEqual(recordDefault)
  expect(bounds('{jetstreamExotic: {url: "nats://x"}}')).toEqual(recordDefault)
  const config = '{jetstreamExotic: {url: "nats://x", streamConfig: "maxAge: 2h\\nreplicas: 3\\n"}}'
  expect(bounds(config)).toEqual({ ...recordDefault, maxAgeMs: 2 * 3_600_000, replicas: 3 })
})
