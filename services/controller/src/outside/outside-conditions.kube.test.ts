import { openBus } from '@millrace/bus'
import { resources, textAt } from '@millrace/kube'
import { describeOnKube } from '@millrace/kube/scene'
import { configuredNats, eventually } from '@millrace/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { clusterScene, conditions, object, webhook, within } from '../kube/cluster.fixture.ts'

describeOnKube('an EventBus on another server', (scene) => {
  const { controller, inForce } = clusterScene(scene)

  test('says what keeps its record from there, is in force all the same, and says when nothing does any more', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    const server = await configuredNats(() => ['authorization { users = [ { user: argo, password: "s3cret" } ] }'])
    onTestFinished(() => server[Symbol.asyncDispose]())
    const { lines } = await controller(home)
    const url = `nats://127.0.0.1:${server.port}`
    const jetstreamExotic = { url, accessSecret: { name: 'access', key: 'auth' }, streamConfig: 'maxMsgs: 9' }
    await admin.create(resources.eventBuses, object(home, 'EventBus', 'default', { jetstreamExotic }))
    await admin.create(resources.eventSources, object(home, 'EventSource', 'hook', webhook))
    const deployed = async () => (await conditions(admin, resources.eventBuses, home, 'default')).of('Deployed')
    const says = (reason: string, message: string) =>
      eventually(async () => {
        const told = await deployed()
        expect([textAt(told, 'status'), textAt(told, 'reason')], lines.join('')).toEqual(['False', reason])
        expect(textAt(told, 'message')).toContain(message)
      }, within)
    await says('AccessSecretInvalid', 'create it')
    const metadata = { namespace: home, name: 'access' }
    const auth = (password: string) => ({ auth: `username: argo\npassword: ${password}\n` })
    await admin.create(resources.secrets, { apiVersion: 'v1', kind: 'Secret', metadata, stringData: auth('wr0ng') })
    await says('AccessRefused', 'refuses the credentials')
    expect(await inForce(home)).toEqual(['EventBus default 1', 'EventSource hook 1'])
    const { of } = await conditions(admin, resources.eventSources, home, 'hook')
    expect(textAt(of('Ready'), 'status')).toBe('True')
    const patch = { strategy: 'merge', body: { stringData: auth('s3cret') } } as const
    await admin.patch(resources.secrets, metadata, patch)
    await eventually(async () => {
      const { all } = await conditions(admin, resources.eventBuses, home, 'default')
      expect(all.map((one) => `${textAt(one, 'type')} ${textAt(one, 'status')}`)).toEqual([
        'Configured True',
        'Deployed True',
        'Ready True',
      ])
    }, within)
    const { status } = await admin.get(resources.eventBuses, metadataOf(home))
    expect(status).toMatchObject({ config: { jetstream: jetstreamExotic } })
    const there = await openBus({ url: `nats://argo:s3cret@127.0.0.1:${server.port}`, name: 'there' })
    onTestFinished(() => there[Symbol.asyncDispose]())
    expect((await there.manager.streams.info(`RECORD_${home}_default`)).config.max_msgs).toBe(9)
    // What is not known yet is not told.
    const { items } = await admin.list(resources.events, { namespace: home })
    expect(items.map((event) => textAt(event, 'reason'))).not.toContain('Connecting')
    await server.stop()
    await says('ServerAway', 'the connection is lost')
    expect(lines.join('')).not.toMatch(/s3cret|wr0ng/)
  }, 90_000)
})

const metadataOf = (namespace: string) => ({ namespace, name: 'default' })
