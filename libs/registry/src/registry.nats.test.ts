import { openBus, registryBucket, type Bus } from '@millrace/bus'
import { eventually, natsServer } from '@millrace/testkit'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { objectBytesMax, openRegistry, type Registry } from './open-registry.ts'
import type { RegistryObject } from './registry-object.ts'
import { watchRegistry, type RegistrySnapshot } from './watch-registry.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus
let registry: Registry

beforeAll(async () => {
  server = await natsServer()
  bus = await openBus({ url: server.url, name: 'registry-test' })
})

afterAll(async () => {
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

beforeEach(async () => {
  registry = await openRegistry(bus, 1)
  await registry.bucket.destroy()
  registry = await openRegistry(bus, 1)
})

function sensor(name: string, generation = 1, note = ''): RegistryObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name, namespace: 'default', generation, annotations: { note } },
    spec: { dependencies: [], triggers: [] },
  }
}

async function watching() {
  const told: RegistrySnapshot[] = []
  const watch = await watchRegistry(registry, (snapshot) => void told.push(snapshot))
  onTestFinished(() => watch[Symbol.asyncDispose]())
  return { watch, told, names: () => [...watch.snapshot.objects.values()].map(({ metadata }) => metadata.name).sort() }
}

test('what was put is listed, the newest version of each; what was removed is not', async () => {
  await registry.put(sensor('a'))
  await registry.put(sensor('a', 2))
  await registry.put(sensor('b'))
  await registry.put(sensor('gone'))
  await registry.remove({ kind: 'Sensor', namespace: 'default', name: 'gone' })
  await registry.remove({ kind: 'Sensor', namespace: 'default', name: 'never-there' })
  expect((await registry.list()).sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))).toEqual([
    sensor('a', 2),
    sensor('b'),
  ])
})

test('an empty registry lists nothing, and a watch of it is ready', async () => {
  expect(await registry.list()).toEqual([])
  const { told } = await watching()
  expect(told.map(({ objects }) => objects.size)).toEqual([0])
})

test('a registry with nothing but removed objects is empty too', async () => {
  await registry.put(sensor('a'))
  await registry.remove({ kind: 'Sensor', namespace: 'default', name: 'a' })
  const { told } = await watching()
  expect(told.map(({ objects }) => objects.size)).toEqual([0])
})

test('a watch tells what is there before it is ready, in one piece, then every change', async () => {
  for (let index = 0; index < 50; index += 1) await registry.put(sensor(`s${index}`))
  const { told, watch, names } = await watching()
  expect(told.map(({ objects }) => objects.size)).toEqual([50])
  await registry.put(sensor('new'))
  await eventually(() => expect(names()).toContain('new'))
  await registry.remove({ kind: 'Sensor', namespace: 'default', name: 's7' })
  await eventually(() => expect(names()).not.toContain('s7'))
  await registry.put(sensor('s8', 2))
  await eventually(() => expect(watch.snapshot.objects.get('Sensor.default.s8')?.metadata.generation).toBe(2))
})

test('an object that did not change stays the same object', async () => {
  await registry.put(sensor('same'))
  const { watch } = await watching()
  const before = watch.snapshot.objects.get('Sensor.default.same')
  await registry.put(sensor('other'))
  await eventually(() => watch.snapshot.objects.size === 2)
  expect(watch.snapshot.objects.get('Sensor.default.same')).toBe(before)
})

test('what the controller cannot have written is left out', async () => {
  await registry.bucket.put('Sensor.default.junk', 'not json')
  await registry.bucket.put('Sensor.default.list', '[]')
  await registry.bucket.put('Sensor.default.other-name', JSON.stringify(sensor('a')))
  await registry.put(sensor('good'))
  const { names } = await watching()
  expect(names()).toEqual(['good'])
  expect((await registry.list()).map(({ metadata }) => metadata.name)).toEqual(['good'])
})

test('a watch goes on after the server was killed and started again, without telling what did not change', async () => {
  await registry.put(sensor('before'))
  const { watch, told } = await watching()
  const before = watch.snapshot.objects.get('Sensor.default.before')
  await server.kill()
  await server.restart()
  await eventually(() => registry.put(sensor('after')))
  await eventually(() => expect(watch.snapshot.objects.size).toBe(2))
  expect(watch.snapshot.objects.get('Sensor.default.before')).toBe(before)
  expect(told.map(({ objects }) => objects.size)).toEqual([1, 2])
})

test('a change that came while the watch was cut off is told afterwards', async () => {
  await registry.put(sensor('stays'))
  await registry.put(sensor('goes'))
  const { names } = await watching()
  await using other = await openBus({ url: server.url, name: 'other' })
  const others = await openRegistry(other, 1)
  // The server forgets the watch, as it does with those that nobody listened to for a while.
  for await (const consumer of bus.manager.consumers.list(`KV_${registryBucket}`)) {
    await bus.manager.consumers.delete(`KV_${registryBucket}`, consumer.name)
  }
  await others.remove({ kind: 'Sensor', namespace: 'default', name: 'goes' })
  await bus.connection.reconnect()
  await eventually(() => expect(names()).toEqual(['stays']))
})

test('an object above the bound is refused with its size', async () => {
  const error = registry.put(sensor('big', 1, 'x'.repeat(objectBytesMax)))
  await expect(error).rejects.toMatchObject({ name: 'RegistryFault', code: 'object-too-large' })
})

test('without the server: a fault that says so, then a wait that can be given up', async () => {
  await server.kill()
  onTestFinished(async () => {
    await server.restart()
    await eventually(() => bus.connected)
  })
  await expect(registry.list()).rejects.toMatchObject({ code: 'registry-away' })
  await expect(openRegistry(bus, 1, AbortSignal.timeout(100))).rejects.toMatchObject({ name: /Abort|Timeout/u })
})

test('a bucket that NATS refuses is a fault and no endless wait', async () => {
  await registry.bucket.destroy()
  await expect(openRegistry(bus, 3)).rejects.toMatchObject({ code: 'registry-refused' })
})
