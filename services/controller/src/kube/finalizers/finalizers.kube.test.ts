import { eventsStream, type CasBucket } from '@millrace/bus'
import { JoinSweep, Joins, openJoinBucket, type JoinRules, type Owed } from '@millrace/joins'
import { isKubeError, listAt, resources, textAt, type KubeClient, type Resource } from '@millrace/kube'
import { describeOnKube } from '@millrace/kube/scene'
import { encodeDelivery } from '@millrace/protocol/wire'
import { openPauses } from '@millrace/registry'
import { compileCondition } from '@millrace/sensor'
import { cutProxy, eventually } from '@millrace/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { clusterScene, conditions, object, sensor, webhook, within } from '../cluster.fixture.ts'
import { ourFinalizer } from './finalizer-step.ts'

const { eventBuses, eventSources, events, sensors } = resources
const native = { jetstream: { version: 'latest', replicas: 1, streamConfig: 'replicas: 1' } }
const dependency = { name: 'b', eventSourceName: 'hook', eventName: 'other' }
const joining = { ...sensor(), dependencies: [...sensor().dependencies, dependency] }

const finalizersOf = async (client: KubeClient, resource: Resource, namespace: string, name: string) =>
  listAt(await client.get(resource, { namespace, name }), 'metadata', 'finalizers')

async function isGone(client: KubeClient, resource: Resource, namespace: string, name: string): Promise<boolean> {
  try {
    await client.get(resource, { namespace, name })
    return false
  } catch (error) {
    if (isKubeError(error, 'not-found')) return true
    throw error
  }
}

/** A join of the sensor in which one event waits. */
async function waitingJoin(bucket: CasBucket, namespace: string, name: string): Promise<void> {
  const condition = compileCondition('a && b', ['a', 'b'])
  if (condition.kind === 'fault') throw new Error(condition.message)
  const rules: JoinRules = {
    namespace,
    sensor: name,
    trigger: 't',
    condition,
    resets: [],
    deadlineMs: undefined,
    generation: 1,
    triggerType: 'http',
  }
  const event = { id: 'e', source: 'hook', type: 'webhook', attributes: new Map(), data: Buffer.from('{}') }
  const names = { namespace, bus: 'default', eventSource: 'hook', eventName: 'push' }
  const delivery = encodeDelivery({ ...names, deliveryId: 'e', receivedAtUs: 1, dedupWindowMs: 0, event })
  const position = { stream: 's', seq: 1, nth: 0 }
  const kept = { dependency: 'a', delivery, copy: '', atMs: 1, position, bytes: delivery.length }
  const joins = new Joins({ ...sweepParts([]), bucket, random: Math.random, firingBytesMax: 1_000_000 })
  await joins.take(rules, { message: { stream: 's', seq: 1, storedAtUs: 1_000 }, events: [kept] })
}

const sweepParts = (stored: Owed[]) => ({
  idOf: () => 'id',
  nowMs: Date.now,
  floorOf: () => Promise.resolve(0),
  storeOwed: (_: unknown, owed: readonly Owed[]) => Promise.resolve(void stored.push(...owed)),
})

describeOnKube('what goes with an object', (scene) => {
  const { bus, natsUrl, controller } = clusterScene(scene)

  test('an EventBus stays while it is used and says by whom; then it goes, with its stream and the consumers on it', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    await controller(home)
    await admin.create(eventBuses, object(home, 'EventBus', 'default', native))
    await admin.create(eventSources, object(home, 'EventSource', 'hook', webhook))
    const stream = eventsStream(home, 'default')
    await eventually(async () => {
      expect(await finalizersOf(admin, eventBuses, home, 'default')).toEqual([ourFinalizer])
      expect((await bus().manager.streams.info(stream)).state.consumer_count).toBe(1)
    }, within)
    await admin.remove(eventBuses, { namespace: home, name: 'default' })
    await eventually(async () => {
      const ready = (await conditions(admin, eventBuses, home, 'default')).of('Ready')
      expect(ready).toMatchObject({ status: 'False', reason: 'InUse' })
      expect(textAt(ready, 'message')).toContain('EventSource hook')
    }, within)
    await bus().manager.streams.info(stream)
    await admin.remove(eventSources, { namespace: home, name: 'hook' })
    await eventually(async () => expect(await isGone(admin, eventBuses, home, 'default')).toBe(true), within)
    await expect(bus().manager.streams.info(stream)).rejects.toThrow('stream not found')
    // One of the same name begins with a stream of its own.
    await admin.create(eventBuses, object(home, 'EventBus', 'default', native))
    await eventually(() => bus().manager.streams.info(stream), within)
  })

  test('a Sensor goes when its joins have been given up, with its pauses', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    await controller(home)
    await admin.create(sensors, object(home, 'Sensor', 'joins', joining))
    await eventually(
      async () => expect(await finalizersOf(admin, sensors, home, 'joins')).toEqual([ourFinalizer]),
      within,
    )
    const pauses = await openPauses(bus(), 1)
    await pauses.put({ namespace: home, sensor: 'joins', trigger: 't', sinceUs: 1 })
    const bucket = await openJoinBucket(bus(), 1)
    await waitingJoin(bucket, home, 'joins')
    await admin.remove(sensors, { namespace: home, name: 'joins' })
    await eventually(async () => {
      const ready = (await conditions(admin, sensors, home, 'joins')).of('Ready')
      expect(ready).toMatchObject({ status: 'False', reason: 'CleanupPending' })
    }, within)
    expect((await pauses.list()).filter((one) => one.namespace === home)).toEqual([])
    // The router's part.
    const stored: Owed[] = []
    const sweep = new JoinSweep(
      {
        ...sweepParts(stored),
        bucket,
        rulesOf: () => undefined,
        progressOf: () => Promise.resolve(undefined),
        onFault: () => {},
      },
      0,
    )
    await eventually(async () => {
      await sweep.sweep()
      expect(stored.map(({ events: given }) => given.length)).toEqual([1])
    }, within)
    await eventually(async () => expect(await isGone(admin, sensors, home, 'joins')).toBe(true), within)
  })

  test('the pauses of a Sensor without joins go with it, and it is held back by nothing', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    await controller(home)
    await admin.create(sensors, object(home, 'Sensor', 'plain', sensor(), { finalizers: ['sensor-controller'] }))
    await eventually(
      async () =>
        expect((await conditions(admin, sensors, home, 'plain')).of('Ready')).toMatchObject({ status: 'True' }),
      within,
    )
    const pauses = await openPauses(bus(), 1)
    await pauses.put({ namespace: home, sensor: 'plain', trigger: '', sinceUs: 1 })
    // The original's finalizer, which its controller will not come for, does not hold it either.
    await admin.remove(sensors, { namespace: home, name: 'plain' })
    await eventually(async () => expect(await isGone(admin, sensors, home, 'plain')).toBe(true), within)
    await eventually(
      async () => expect((await pauses.list()).filter((one) => one.namespace === home)).toEqual([]),
      within,
    )
  })

  test('with NATS away deletion waits and says so; it goes on when NATS is back, and ends without it', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    const proxy = await cutProxy(Number(new URL(natsUrl()).port))
    onTestFinished(() => proxy[Symbol.asyncDispose]())
    await controller(home, { natsUrl: `nats://127.0.0.1:${proxy.port}`, cleanUpMaxMs: 12_000 })
    const create = async (name: string) => {
      await admin.create(eventBuses, object(home, 'EventBus', name, native))
      await eventually(async () => {
        expect(await finalizersOf(admin, eventBuses, home, name)).toEqual([ourFinalizer])
        await bus().manager.streams.info(eventsStream(home, name))
      }, within)
    }
    const pending = (name: string) =>
      eventually(async () => {
        const ready = (await conditions(admin, eventBuses, home, name)).of('Ready')
        expect(ready).toMatchObject({ status: 'False', reason: 'CleanupPending' })
      }, within)
    const gone = (name: string) =>
      eventually(async () => expect(await isGone(admin, eventBuses, home, name)).toBe(true), {
        withinMs: 40_000,
        everyMs: 100,
      })
    await create('first')
    await create('second')
    proxy.cut()
    await admin.remove(eventBuses, { namespace: home, name: 'first' })
    await pending('first')
    proxy.heal()
    await gone('first')
    await expect(bus().manager.streams.info(eventsStream(home, 'first'))).rejects.toThrow('stream not found')
    proxy.cut()
    await admin.remove(eventBuses, { namespace: home, name: 'second' })
    await pending('second')
    await gone('second')
    const { items } = await admin.list(events, { namespace: home })
    expect(items.map((event) => textAt(event, 'reason'))).toContain('CleanupSkipped')
    // It is gone from the cluster; what stayed goes when NATS is back.
    const stream = eventsStream(home, 'second')
    await bus().manager.streams.info(stream)
    proxy.heal()
    await eventually(() => expect(bus().manager.streams.info(stream)).rejects.toThrow('stream not found'), within)
  })
})
