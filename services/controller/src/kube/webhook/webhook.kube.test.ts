import { resources, type KubeClient } from '@millrace/kube'
import { describeOnKube } from '@millrace/kube/scene'
import { eventually, freePort } from '@millrace/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { clusterScene, object, sensor, within } from '../cluster.fixture.ts'
import { keepCertificates } from './certificate-keeper.ts'
import { serveWebhook } from './serve-webhook.ts'
import { webhookConfiguration, webhookNames, webhookPath } from './webhook-configuration.ts'

const { sensors, secrets, webhookConfigurations } = resources
const host = '127.0.0.1'

/** Has the API server ask at this port, until the test is over. */
async function configured(client: KubeClient, port: number): Promise<void> {
  const url = `https://${host}:${port}${webhookPath}`
  await client.create(webhookConfigurations, webhookConfiguration({ kind: 'url', url }))
  onTestFinished(async () => {
    await client.remove(webhookConfigurations, { name: webhookNames.configuration })
    await client.remove(secrets, { namespace: 'default', name: webhookNames.secret })
  })
}

const broken = (namespace: string, name: string) => object(namespace, 'Sensor', name, sensor(''))
const compilesNot = (namespace: string, name: string) => {
  const [dependency] = sensor().dependencies
  const filters = { exprs: [{ expr: 'a ==', fields: [{ name: 'a', path: 'a' }] }] }
  return object(namespace, 'Sensor', name, { ...sensor(), dependencies: [{ ...dependency, filters }] })
}
const refused = (text: string) =>
  expect.objectContaining({ code: 'object-invalid', message: expect.stringContaining(text) })

describeOnKube('the admission webhook', (scene) => {
  const { controller } = clusterScene(scene)

  test('the API server refuses what validate refuses, by field; every replica answers; what changes nothing passes', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    const [port, otherPort] = [await freePort(), await freePort()]
    await admin.create(sensors, broken(home, 'old'))
    await configured(admin, port)
    const settings = { webhookHosts: [host] }
    await controller(home, { ...settings, webhookAddress: { host, port } })
    const url = 'spec.triggers[0].template.http.url'
    const isDryRun = { isDryRun: true }
    await eventually(
      () => expect(admin.create(sensors, broken(home, 'new'), isDryRun)).rejects.toEqual(refused(url)),
      within,
    )
    await expect(admin.create(sensors, compilesNot(home, 'new'))).rejects.toEqual(
      refused('spec.dependencies[0].filters'),
    )
    await admin.create(sensors, object(home, 'Sensor', 'good', sensor()))
    const ref = (name: string) => ({ namespace: home, name })
    const spec = { strategy: 'merge', body: { spec: sensor('') } } as const
    await expect(admin.patch(sensors, ref('good'), spec)).rejects.toEqual(refused(url))
    // What was stored before is wrong as well: its labels can be changed, and it can be mended, and it can go.
    await admin.patch(sensors, ref('old'), { strategy: 'merge', body: { metadata: { labels: { a: 'b' } } } })
    await admin.patch(sensors, ref('old'), { strategy: 'merge', body: { spec: sensor() } })
    await admin.remove(sensors, ref('old'))
    // The other replica does not lead, and has the certificate all the same.
    await controller(home, { ...settings, webhookAddress: { host, port: otherPort } })
    const webhooks = [
      { name: webhookNames.webhook, clientConfig: { url: `https://${host}:${otherPort}${webhookPath}` } },
    ]
    const name = { name: webhookNames.configuration }
    await admin.patch(webhookConfigurations, name, { strategy: 'strategic', body: { webhooks } })
    await eventually(
      () => expect(admin.create(sensors, broken(home, 'new'), isDryRun)).rejects.toEqual(refused(url)),
      within,
    )
  })

  test('while certificates and authorities are renewed again and again, no question goes unanswered', async () => {
    const { admin, client, namespace } = scene()
    const home = await namespace()
    const port = await freePort()
    await configured(admin, port)
    const over = new AbortController()
    const steps: string[] = []
    const faults: unknown[] = []
    const common = {
      client: await client('controller'),
      namespace: 'default',
      secretName: webhookNames.secret,
      stop: over.signal,
    }
    const onFault = (...fault: unknown[]): void => void faults.push(...fault)
    const kept = keepCertificates({
      ...common,
      configurationName: webhookNames.configuration,
      hosts: [host],
      lives: { authorityMs: 12_000, serverMs: 5_000, overlapMs: 2_000 },
      everyMs: 500,
      onStep: (step) => void steps.push(step),
      onFault,
    })
    const webhook = await serveWebhook({ ...common, address: { host, port }, onVerdict: () => {}, onFault })
    onTestFinished(async () => {
      over.abort()
      await kept
      await webhook[Symbol.asyncDispose]()
    })
    const ask = () => admin.create(sensors, broken(home, 'new'), { isDryRun: true })
    await eventually(() => expect(ask()).rejects.toEqual(refused('url')), within)
    const wanted = ['renew-server', 'renew-authority', 'drop-authorities']
    await eventually(
      async () => {
        await expect(ask()).rejects.toEqual(refused('url'))
        return wanted.every((step) => steps.includes(step))
      },
      { withinMs: 60_000, everyMs: 100 },
    ).catch((error: unknown) => {
      throw new Error(`${steps.join()} ${faults.join()}`, { cause: error })
    })
    expect(steps[0]).toBe('make')
  })
})
