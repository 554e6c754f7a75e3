import { boundsDefault, openBus, ownStreams, recordStream, routerConsumer } from '@millrace/bus'
import { isJsonObject } from '@millrace/manifests'
import { configuredNats, eventually, freePort, redisServer, spawnService, type ServiceProcess } from '@millrace/testkit'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { memberOf, objectsIn } from './rendered.fixture.ts'
import { repository } from './tools/deploy-tools.fixture.ts'

interface Trigger {
  readonly scaler: string
  readonly type: string
  readonly metadata: Readonly<Record<string, string>>
}

const folder = join(repository, 'deploy/components/autoscaling')
const within = { withinMs: 40_000, everyMs: 250 }

/** What the ScaledObjects are scaled by. */
const triggers: readonly Trigger[] = readdirSync(folder)
  .filter((file) => file !== 'kustomization.yaml')
  .flatMap((file) => objectsIn(readFileSync(join(folder, file), 'utf8')))
  .filter(({ kind }) => kind === 'ScaledObject')
  .flatMap((object) => {
    const all = memberOf(object, 'spec', 'triggers')
    return (Array.isArray(all) ? all : []).map((one: unknown) => ({
      scaler: object.metadata.name,
      type: String(memberOf(one, 'type')),
      // Their schema was checked with the overlays: texts.
      metadata: memberOf(one, 'metadata') as Trigger['metadata'],
    }))
  })
const ofType = (type: string) => triggers.filter((trigger) => trigger.type === type)

/** dedup, router, trigger-executor and admin, as a fresh installation has them, on a NATS with its monitoring. */
async function running(setup: AsyncDisposableStack) {
  const monitor = await freePort()
  const nats = setup.use(await configuredNats(() => [`http: "127.0.0.1:${monitor}"`]))
  const redis = setup.use(await redisServer())
  const url = `nats://127.0.0.1:${nats.port}`
  const metricsPort = await freePort()
  const start = async (service: string): Promise<ServiceProcess> =>
    setup.use(
      await spawnService({
        main: join(repository, `services/${service}/src/main.ts`),
        env: {
          MILLRACE_NATS_URL: url,
          MILLRACE_REDIS_URL: redis.url,
          MILLRACE_CONTROL_ADDRESS: `127.0.0.1:${await freePort()}`,
          MILLRACE_METRICS_PORT: service === 'admin' ? String(metricsPort) : '-1',
          MILLRACE_METRICS_HOST: '127.0.0.1',
          MILLRACE_ADMIN_ADDRESS: `127.0.0.1:${await freePort()}`,
        },
        ready: { line: /Service running/ },
      }),
    )
  // The controller makes the streams; here it is the test.
  const bus = setup.use(await openBus({ url, name: 'test' }))
  for (const stream of ownStreams(boundsDefault)) await bus.ensureStream(stream)
  await Promise.all(['dedup', 'trigger-executor', 'admin'].map(start))
  return { bus, monitor, metricsPort }
}

/** What KEDA takes of a page in Prometheus' text format: the first series of that name with these labels. */
function valueAt(page: string, location: string): number | undefined {
  const [, name = '', labels = ''] = /^(\w+)\{(.*)\}$/.exec(location) ?? []
  const line = page.split('\n').find((one) => one.startsWith(`${name}{${labels}} `))
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')))
}

test('what waits is what replicas are made by: each stream, consumer and metric that is named is there', async () => {
  expect(triggers.map(({ scaler, type }) => `${scaler} ${type}`).sort()).toEqual([
    'millrace-dedup nats-jetstream',
    'millrace-router cpu',
    'millrace-router metrics-api',
    'millrace-trigger-executor nats-jetstream',
  ])
  await using setup = new AsyncDisposableStack()
  const { bus, monitor, metricsPort } = await running(setup)
  const page = async (path: string) => (await fetch(`http://127.0.0.1:${path}`)).text()

  const jsz: unknown = JSON.parse(await page(`${monitor}/jsz?acc=$G&consumers=true&config=true`))
  for (const { metadata } of ofType('nats-jetstream')) {
    const account = listOf(memberOf(jsz, 'account_details')).find(
      (one) => memberOf(one, 'name') === metadata['account'],
    )
    const streams = listOf(memberOf(account, 'stream_detail'))
    const stream = streams.find((one) => memberOf(one, 'name') === metadata['stream'])
    const consumers = listOf(memberOf(stream, 'consumer_detail')).filter(isJsonObject)
    expect(
      consumers.map((one) => one['name']),
      metadata['stream'],
    ).toContain(metadata['consumer'])
  }

  const [asked] = ofType('metrics-api')
  const { url = '', valueLocation = '' } = asked?.metadata ?? {}
  const { pathname } = new URL(url)
  const lag = async () => valueAt(await page(`${metricsPort}${pathname}`), valueLocation)
  await eventually(async () => expect(await lag()).toBe(0), within)
  // Two EventBuses whose router is away.
  for (const name of ['one', 'two']) {
    const record = recordStream('shop', name, {}, boundsDefault)
    await bus.ensureStream(record)
    await bus.ensureConsumer(record.name, routerConsumer(30_000))
    for (const text of ['a', 'b']) await bus.publish({ subject: `events.shop.${name}`, data: Buffer.from(text) }, 5_000)
  }
  await eventually(async () => expect(await lag()).toBe(4), within)
})

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
