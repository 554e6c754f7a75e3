import { tellBindingFault } from '@millrace/bus'
import { resources, textAt } from '@millrace/kube'
import { describeOnKube } from '@millrace/kube/scene'
import { openSourceReports } from '@millrace/registry'
import { eventually, freePort, spawnService } from '@millrace/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { clusterScene, conditions, object, sensor, webhook, within } from './cluster.fixture.ts'

const native = { jetstream: { version: 'latest', replicas: 1, streamConfig: 'replicas: 1\nmaxMsgs: 77' } }

describeOnKube('the controller on a cluster', (scene) => {
  const { bus, natsUrl, controller, inForce } = clusterScene(scene)

  test('objects come into force, change and go; the stream is made; their status says so', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    await controller(home)
    await admin.create(resources.eventBuses, object(home, 'EventBus', 'default', native))
    await admin.create(resources.eventSources, object(home, 'EventSource', 'hook', webhook))
    await admin.create(resources.sensors, object(home, 'Sensor', 'listens', sensor()))
    const all = ['EventBus default 1', 'EventSource hook 1', 'Sensor listens 1']
    await eventually(async () => expect(await inForce(home)).toEqual(all), within)
    const { config } = await bus().manager.streams.info(`EVENTS_${home}_default`)
    expect(config.max_msgs).toBe(77)
    await eventually(async () => {
      const { status } = await admin.get(resources.eventBuses, { namespace: home, name: 'default' })
      expect(textAt(status, 'config', 'jetstream', 'streamConfig')).toContain('maxmsgs: 77')
    }, within)
    // A change of streamConfig reaches the stream.
    const smaller = { jetstream: { ...native.jetstream, streamConfig: 'replicas: 1\nmaxMsgs: 66' } }
    await admin.patch(
      resources.eventBuses,
      { namespace: home, name: 'default' },
      { strategy: 'merge', body: { spec: smaller } },
    )
    await eventually(async () => {
      expect((await bus().manager.streams.info(`EVENTS_${home}_default`)).config.max_msgs).toBe(66)
    }, within)
    all[0] = 'EventBus default 2'
    for (const [resource, name, types] of [
      [resources.eventBuses, 'default', ['Configured', 'Deployed', 'Ready']],
      [resources.eventSources, 'hook', ['Deployed', 'Ready', 'SourcesProvided']],
      [resources.sensors, 'listens', ['DependenciesProvided', 'Deployed', 'Ready', 'TriggersProvided']],
    ] as const) {
      await eventually(async () => {
        const { all, generation } = await conditions(admin, resource, home, name)
        expect(all.map((one) => `${textAt(one, 'type')} ${textAt(one, 'status')}`)).toEqual(
          types.map((type) => `${type} True`),
        )
        expect(generation).toBe(name === 'default' ? 2 : 1)
      }, within)
    }
    await admin.remove(resources.sensors, { namespace: home, name: 'listens' })
    await eventually(async () => expect(await inForce(home)).toEqual(all.slice(0, 2)), within)
  })

  test('a broken generation names its field, keeps the last good one in force, and stops no other', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    const { lines } = await controller(home)
    await admin.create(resources.sensors, object(home, 'Sensor', 'good', sensor()))
    await admin.create(resources.sensors, object(home, 'Sensor', 'undecodable', { ...sensor(), dependencies: [{}] }))
    const readyOf = async (name: string) => (await conditions(admin, resources.sensors, home, name)).of('Ready')
    await eventually(async () => expect(textAt(await readyOf('good'), 'status')).toBe('True'), within)
    await eventually(async () => {
      const { of } = await conditions(admin, resources.sensors, home, 'undecodable')
      expect(of('DependenciesProvided')).toMatchObject({
        status: 'False',
        reason: 'InvalidDependencies',
        message: expect.stringContaining('spec.dependencies[0].name'),
      })
    }, within)
    const before = await conditions(admin, resources.sensors, home, 'good')
    const patch = { strategy: 'merge', body: { spec: { triggers: [{ template: { name: 't', http: {} } }] } } } as const
    await admin.patch(resources.sensors, { namespace: home, name: 'good' }, patch)
    await eventually(async () => {
      const { of, generation } = await conditions(admin, resources.sensors, home, 'good')
      expect([generation, textAt(of('Ready'), 'status')]).toEqual([2, 'False'])
      expect(textAt(of('Ready'), 'message')).toContain('spec.triggers[0].template.http.url')
      // Its status is as it was, so its time is too.
      expect(of('DependenciesProvided')).toEqual(before.of('DependenciesProvided'))
    }, within)
    expect(await inForce(home)).toEqual(['Sensor good 1'])
    await eventually(async () => {
      const { items } = await admin.list(resources.events, { namespace: home })
      const told = items.map((event) => `${textAt(event, 'regarding', 'name')} ${textAt(event, 'type')}`).sort()
      expect(told, lines.join('')).toEqual(['good Normal', 'good Warning', 'undecodable Warning'])
    }, within)
  })

  test('of two replicas one writes; the other follows when it stops', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    const first = await controller(home)
    await eventually(() => expect(first.lines.join('')).toContain('This replica leads'), within)
    const second = await controller(home)
    await admin.create(resources.eventSources, object(home, 'EventSource', 'a', webhook))
    await eventually(async () => expect(await inForce(home)).toEqual(['EventSource a 1']), within)
    expect(second.lines.join('')).not.toContain('This replica leads')
    await first.stop()
    await admin.create(resources.eventSources, object(home, 'EventSource', 'b', webhook))
    await eventually(async () => expect(await inForce(home)).toEqual(['EventSource a 1', 'EventSource b 1']), within)
    expect(second.lines.join('')).toContain('This replica leads')
  })

  test('a leader that is killed is followed within ten seconds: what changes then is brought in force by the other', async () => {
    const { admin, server: api, namespace } = scene()
    const home = await namespace()
    const replica = async () => {
      const port = await freePort()
      const started = await spawnService({
        main: new URL('../main.ts', import.meta.url),
        env: {
          MILLRACE_NATS_URL: natsUrl(),
          MILLRACE_KUBE: api.kubeconfig('controller'),
          MILLRACE_KUBE_NAMESPACES: home,
          MILLRACE_KUBE_LEASE: home,
          MILLRACE_CONTROL_ADDRESS: `127.0.0.1:${port}`,
          MILLRACE_METRICS_PORT: '-1',
        },
        ready: { port },
        readyMaxMs: 60_000,
      })
      onTestFinished(() => started[Symbol.asyncDispose]())
      return started
    }
    const leader = await replica()
    await eventually(async () => expect(await leader.log()).toContain('This replica leads'), within)
    const other = await replica()
    await admin.create(resources.sensors, object(home, 'Sensor', 'before', sensor()))
    await eventually(async () => expect(await inForce(home)).toEqual(['Sensor before 1']), within)
    expect(await other.log()).not.toContain('This replica leads')
    await leader.kill('SIGKILL')
    await admin.create(resources.sensors, object(home, 'Sensor', 'after', sensor()))
    await eventually(
      async () => {
        expect(await inForce(home)).toEqual(['Sensor after 1', 'Sensor before 1'])
        expect((await conditions(admin, resources.sensors, home, 'after')).of('Ready')).toMatchObject({
          status: 'True',
        })
      },
      { withinMs: 10_000, everyMs: 100 },
    )
  })

  test('a binding is in force or says where it does not compile; one that fails on an event gets a Kubernetes Event', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    await controller(home)
    const binding = (name: string, selector: string) =>
      object(home, 'WorkflowEventBinding', name, { event: { selector } })
    const readyOf = async (name: string) =>
      (await conditions(admin, resources.workflowEventBindings, home, name)).of('Ready')
    await admin.create(resources.workflowEventBindings, binding('good', 'payload.x == 1'))
    await admin.create(resources.workflowEventBindings, binding('bad', 'payload.x >> 1'))
    await eventually(async () => {
      expect(textAt(await readyOf('good'), 'status')).toBe('True')
      expect(await readyOf('bad')).toMatchObject({
        status: 'False',
        reason: 'InvalidSpec',
        message: expect.stringContaining('spec.event.selector: the expression does not compile'),
      })
    }, within)
    expect(await inForce(home)).toContain('WorkflowEventBinding good 1')
    tellBindingFault(bus(), { namespace: home, binding: 'good', message: 'type nil has no field x' })
    tellBindingFault(bus(), { namespace: home, binding: 'unknown', message: 'x' })
    await eventually(async () => {
      const { items } = await admin.list(resources.events, { namespace: home })
      const failed = items.filter((event) => textAt(event, 'reason') === 'WorkflowEventBindingError')
      expect(failed).toMatchObject([
        {
          type: 'Warning',
          note: 'failed to dispatch event: type nil has no field x',
          regarding: { kind: 'WorkflowEventBinding', name: 'good', namespace: home },
        },
      ])
    }, within)
  })

  test('what the services that serve an EventSource find wrong with it is in its condition, until it is mended', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    await controller(home)
    await admin.create(resources.eventSources, object(home, 'EventSource', 'hook', webhook))
    const of = async (type: string) => (await conditions(admin, resources.eventSources, home, 'hook')).of(type)
    await eventually(async () => expect(await of('Ready')).toMatchObject({ status: 'True' }), within)
    await using ingest = (await openSourceReports(bus(), 1)).reporter(`ingest-${home}`)
    const place = { namespace: home, eventSource: 'hook', eventName: 'push' }
    ingest.put({ ...place, state: 'failed', error: 'port 12000 is taken', errorAtUs: 1 })
    const failed = { status: 'False', reason: 'SourceFailed', message: 'event push: port 12000 is taken' }
    await eventually(async () => {
      expect([await of('Deployed'), await of('Ready')]).toMatchObject([failed, failed])
      expect(await of('SourcesProvided')).toMatchObject({ status: 'True' })
    }, within)
    ingest.put({ ...place, state: 'connected', error: '', errorAtUs: 0 })
    await eventually(async () => expect(await of('Ready')).toMatchObject({ status: 'True' }), within)
    const { items } = await admin.list(resources.events, { namespace: home })
    expect(items.map((event) => textAt(event, 'reason')).sort()).toEqual(['InForce', 'InForce', 'SourceFailed'])
  })
})
