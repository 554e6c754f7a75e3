import { readManifests, type Sensor } from '@millrace/manifests'
import type { RoadDelivery } from '@millrace/protocol/wire'
import { openSecrets } from '@millrace/secrets'
import { createLogger, quietTracing } from '@millrace/telemetry'
import { tempFolder, type CutProxy } from '@millrace/testkit'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openClientCaches } from './client-caches.ts'
import { compileTrigger, type TriggerDeps } from './compile-trigger.ts'
import { openArtifacts } from './artifact/open-artifacts.ts'
import { HttpClients } from './http/http-clients.ts'
import { accessTo } from './kube/kube-access.ts'
import type { KubeClient } from '@millrace/kube'
import type { Attempted } from './next-step.ts'
import type { Trigger } from './trigger.ts'

/** An event with JSON data, as the only dependency `dep` of the trigger gets it. */
export function deliveryOf(data: string, deliveryId = 'd'): RoadDelivery {
  return {
    namespace: 'n',
    bus: 'default',
    eventSource: 'hook',
    eventName: 'push',
    deliveryId,
    receivedAtUs: 1,
    dedupWindowMs: 0,
    event: {
      id: 'e1',
      source: 'hook',
      type: 'webhook',
      attributes: new Map<string, string>([
        ['subject', 'push'],
        ['datacontenttype', 'application/json'],
      ]),
      data: Buffer.from(data),
    },
  }
}

/** A `mayBegin` that lets the message go and cuts the connection before its answer can come back. */
export function cutBeforeAnswer(proxy: CutProxy): () => boolean {
  return () => {
    proxy.pause()
    setTimeout(() => proxy.cut(), cutAfterMs)
    return true
  }
}

const cutAfterMs = 200

export interface AttemptOptions {
  /** Default `i` 32 times. */
  readonly id?: string
  /** The event's data. */
  readonly data?: string
  readonly mayBegin?: () => boolean
}

/** Compiles triggers and attempts them, with real clients and with Secrets in a folder. */
export interface AttemptBench extends AsyncDisposable {
  readonly deps: TriggerDeps
  /** Writes a key of a Secret, anew if it is there. */
  secret(name: string, key: string, value: string): Promise<void>
  /** Compiles a trigger whose template has these lines beside its name, and whose envelope has `envelope`. */
  compile(template: string, envelope?: string): Trigger
  attempt(trigger: Trigger, options?: AttemptOptions): Promise<Attempted>
}

/** A bench; secrets are read anew for each attempt. */
export async function attemptBench(
  settings: {
    readonly slackApiUrl?: string
    readonly awsEndpoint?: string
    /** The cluster; whoever gives it disposes it. */
    readonly kube?: KubeClient
    readonly artifactFolders?: readonly string[]
    /** Of the sensor; default `n`. */
    readonly namespace?: string
    /** `spec.template.serviceAccountName` of the sensor. */
    readonly serviceAccountName?: string
  } = {},
): Promise<AttemptBench> {
  await using setup = new AsyncDisposableStack()
  const folder = setup.use(await tempFolder())
  const secrets = openSecrets({ secretFolders: [folder.path], configMapFolders: [folder.path], cacheMs: 0 })
  const tracing = quietTracing()
  const deps: TriggerDeps = {
    ...openClientCaches(setup, (key, fault) => {
      throw new Error(`client ${key} could not be closed`, { cause: fault })
    }),
    clients: setup.use(new HttpClients(secrets)),
    secrets,
    log: createLogger({ service: 'test', write: () => {} }),
    tracing,
    traceUrl: '',
    languages: {},
    random: () => 0,
    slackApiUrl: settings.slackApiUrl ?? '',
    awsEndpoint: settings.awsEndpoint ?? '',
    slackThreads: threadsInMemory(),
    kube: accessOf(settings.kube),
    artifacts: openArtifacts(setup, secrets, { artifactFolders: settings.artifactFolders ?? [], git: 'git' }),
    nowMs: Date.now,
  }
  const owned = setup.move()
  const { namespace = 'n', serviceAccountName } = settings
  return {
    deps,
    async secret(name, key, value) {
      await mkdir(join(folder.path, name), { recursive: true })
      await writeFile(join(folder.path, name, key), value)
    },
    compile: (template, envelope = '') => compile(template, envelope, { namespace, serviceAccountName }, deps),
    attempt(trigger, { id = 'i'.repeat(32), data = '{"body":{"ref":"main","n":7}}', mayBegin = () => true } = {}) {
      const events = new Map([['dep', deliveryOf(data)]])
      const due = { id, namespace, sensor: 's', trigger: 't', attempt: 1, events }
      return trigger.attempt(due, tracing.start('test', { kind: 'consumer' }), mayBegin)
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function accessOf(kube: KubeClient | undefined): TriggerDeps['kube'] {
  return kube === undefined ? undefined : accessTo(() => Promise.resolve(kube))
}

function threadsInMemory(): TriggerDeps['slackThreads'] {
  const openers = new Map<string, string>()
  return {
    opener: (thread) => Promise.resolve(openers.get(JSON.stringify(thread))),
    opened: (thread, ts) => Promise.resolve(void openers.set(JSON.stringify(thread), ts)),
  }
}

interface Where {
  readonly namespace: string
  readonly serviceAccountName: string | undefined
}

function compile(
  template: string,
  envelope: string,
  { namespace, serviceAccountName }: Where,
  deps: TriggerDeps,
): Trigger {
  const text = `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: s, namespace: ${namespace} }
spec:
  template: ${JSON.stringify(serviceAccountName === undefined ? {} : { serviceAccountName })}
  dependencies: [{ name: dep, eventSourceName: hook, eventName: push }]
  triggers:
    - template:
        name: t
${template.replaceAll(/^/gmu, '        ')}
${envelope.replaceAll(/^/gmu, '      ')}`
  const { objects, problems } = readManifests(text, 'test.yaml')
  const sensor = objects[0]?.object as Sensor | undefined
  const trigger = sensor?.spec.triggers[0]
  if (sensor === undefined || trigger === undefined) throw new Error(JSON.stringify(problems))
  return compileTrigger(sensor, trigger, deps)
}
