import { invocationsSubject, openBus, outcomesStream, type Bus } from '@millrace/bus'
import { readManifests } from '@millrace/manifests'
import { readDeadLetter, readOutcomeBatch } from '@millrace/protocol/read'
import type { DeadLetter, Outcome } from '@millrace/protocol/road'
import { encodeDelivery, encodeInvocationBatch, type RoadInvocation } from '@millrace/protocol/wire'
import { openRegistry, type Registry, type RegistryObject } from '@millrace/registry'
import { configFrom, supervise, type Running } from '@millrace/service'
import { startTelemetry } from '@millrace/telemetry'
import { eventually, forgetfulRedis, natsServer, type ForgetfulRedis } from '@millrace/testkit'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { executorOptions, type ExecutorConfig } from './config.ts'
import { startExecutor } from './start.ts'

/** A call that the target saw. */
export interface TargetCall {
  readonly path: string
  readonly key: string
  readonly body: string
  readonly atMs: number
}

/** A target whose answer depends on the path: `/hang` never answers, `/status/503` answers so, all else 200. */
export interface PathTarget extends AsyncDisposable {
  readonly url: string
  readonly calls: readonly TargetCall[]
  /** Overrides the answer of a path; undefined: as the path says. */
  answer: (path: string, response: ServerResponse) => boolean
}

export async function pathTarget(): Promise<PathTarget> {
  const calls: TargetCall[] = []
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      const path = request.url ?? ''
      calls.push({ path, key: String(request.headers['idempotency-key']), body, atMs: Date.now() })
      if (target.answer(path, response)) return
      if (path.startsWith('/hang')) return
      response.statusCode = path.startsWith('/status/') ? Number(path.split('/')[2]) : 200
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const target: PathTarget = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    answer: () => false,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return target
}

/** The executor in the test's own process, on real servers, with a target. */
export interface ExecutorStage extends AsyncDisposable {
  readonly bus: Bus
  readonly target: PathTarget
  readonly registry: Registry
  readonly natsUrl: string
  readonly redis: ForgetfulRedis
  readonly redisUrl: string
  readonly lines: readonly string[]
  /** Puts the triggers of sensor `s` into force; `TARGET` stands for the target's address. */
  sensor(triggers: string, annotations?: Readonly<Record<string, string>>, serviceAccountName?: string): Promise<void>
  /** Starts one more executor. */
  start(settings?: Partial<ExecutorConfig>): Promise<Replica>
  /** Makes invocations due, all in one message or each in its own; gives their ids. */
  fire(trigger: string, count: number, more?: Partial<RoadInvocation>, perMessage?: number): Promise<string[]>
  /** Makes an invocation due that was before. */
  fireAgain(trigger: string, id: string): Promise<void>
  outcomes(): Promise<{ tried: Outcome[]; dead: DeadLetter[] }>
}

export interface Replica {
  stop(): Promise<void>
}

let fired = 0

export async function executorStage(): Promise<ExecutorStage> {
  await using setup = new AsyncDisposableStack()
  const target = setup.use(await pathTarget())
  const nats = setup.use(await natsServer())
  const redis = setup.use(await forgetfulRedis())
  const bus = setup.use(await openBus({ url: nats.url, name: 'stage' }))
  const registry = await openRegistry(bus, 1)
  const lines: string[] = []
  const running = new Set<Replica>()
  setup.defer(async () => {
    await Promise.all([...running].map((replica) => replica.stop()))
  })
  const owned = setup.move()
  return {
    bus,
    target,
    registry,
    natsUrl: nats.url,
    redis,
    redisUrl: redis.server.url,
    lines,
    async sensor(triggers, annotations = {}, serviceAccountName = 'default') {
      await registry.put(sensorObject(triggers.replaceAll('TARGET', target.url), annotations, serviceAccountName))
      await new Promise((resolve) => setTimeout(resolve, 150))
    },
    async start(settings = {}) {
      const replica = await startReplica({ natsUrl: nats.url, redisUrl: redis.server.url, ...settings }, lines)
      running.add(replica)
      return { stop: () => (running.delete(replica), replica.stop()) }
    },
    async fire(trigger, count, more = {}, perMessage = 1) {
      const ids = Array.from({ length: count }, () => idOf(`${trigger}-${(fired += 1)}`))
      for (let at = 0; at < count; at += perMessage) {
        const data = batchOf(trigger, ids.slice(at, at + perMessage), more)
        await bus.publish({ subject: invocationsSubject, data }, 5_000)
      }
      return ids
    },
    async fireAgain(trigger, id) {
      await bus.publish({ subject: invocationsSubject, data: batchOf(trigger, [id], {}) }, 5_000)
    },
    outcomes: () => readOutcomes(bus),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function sensorObject(
  triggers: string,
  annotations: Readonly<Record<string, string>>,
  serviceAccountName: string,
): RegistryObject {
  const text = `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: s, namespace: n, annotations: ${JSON.stringify(annotations)} }
spec:
  template: { serviceAccountName: ${serviceAccountName} }
  dependencies: [{ name: dep, eventSourceName: hook, eventName: push }]
  triggers:
${triggers.replaceAll(/^/gmu, '    ')}`
  const { objects, problems } = readManifests(text, 'stage.yaml')
  const errors = problems.filter(({ severity }) => severity === 'error')
  const [object] = objects
  if (object === undefined || errors.length > 0) throw new Error(JSON.stringify(problems))
  return object.object as RegistryObject
}

async function startReplica(settings: Partial<ExecutorConfig>, lines: string[]): Promise<Replica> {
  const config = configFrom(executorOptions, { redisUrl: '', natsUrl: '', ...settings })
  const write = (line: string): void => void lines.push(line)
  const telemetry = await startTelemetry({ service: 'trigger-executor', write })
  const { life, ended } = supervise(
    async (_stop, life): Promise<Running> => startExecutor({ ...config, control: undefined }, { life, telemetry }),
    telemetry.log,
  )
  await Promise.race([eventually(() => life.state === 'running', { withinMs: 20_000 }), ended])
  if (life.state !== 'running') throw new Error(lines.join(''))
  return {
    async stop() {
      life.drain()
      await ended
      await telemetry[Symbol.asyncDispose]()
    },
  }
}

const idOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32)

function batchOf(trigger: string, ids: readonly string[], more: Partial<RoadInvocation>): Uint8Array {
  const [first = ''] = ids
  const attributes = new Map<string, string>([
    ['subject', 'push'],
    ['datacontenttype', 'application/json'],
  ])
  const event = { id: `event-${first}`, source: 'hook', type: 'webhook', attributes, data: Buffer.from('{"n":1}') }
  const names = { namespace: 'n', bus: 'default', eventSource: 'hook', eventName: 'push' }
  const nowUs = Date.now() * 1_000
  const delivery = { ...names, deliveryId: first, receivedAtUs: nowUs, dedupWindowMs: 0, event }
  const invocations = ids.map((id) => ({
    id,
    namespace: 'n',
    sensor: 's',
    generation: 1,
    trigger,
    dependencies: new Map([['dep', 0]]),
    attempt: 1,
    uncertain: false,
    ...more,
  }))
  return encodeInvocationBatch({
    deliveries: [encodeDelivery(delivery)],
    invocations,
    acceptedAtUs: nowUs,
    routedAtUs: nowUs,
  })
}

async function readOutcomes(bus: Bus): Promise<{ tried: Outcome[]; dead: DeadLetter[] }> {
  const tried: Outcome[] = []
  const dead: DeadLetter[] = []
  const { state } = await bus.manager.streams.info(outcomesStream)
  for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
    const message = await bus.manager.streams.getMessage(outcomesStream, { seq })
    if (message === null) continue
    const { subject, data } = message
    if (subject.startsWith('outcomes.dead.')) dead.push(readDeadLetter(data))
    else if (subject === 'outcomes.tried') tried.push(...readOutcomeBatch(data))
  }
  return { tried, dead }
}
