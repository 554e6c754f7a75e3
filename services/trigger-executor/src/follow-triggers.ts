import type { Bus } from '@millrace/bus'
import { BindingLanguage } from '@millrace/event-binding'
import { openLanguages } from '@millrace/language-host'
import { openRegistry, watchRegistry } from '@millrace/registry'
import { openServiceSecrets } from '@millrace/secrets/kube'
import type { ServiceTelemetry } from '@millrace/telemetry'
import { openClientCaches } from './client-caches.ts'
import { openArtifacts } from './artifact/open-artifacts.ts'
import type { ExecutorConfig } from './config.ts'
import { HttpClients } from './http/http-clients.ts'
import { kubeAccess } from './kube/kube-access.ts'
import { busSlackThreads } from './slack/slack-threads.ts'
import { openSubmissions } from './workflow/open-submissions.ts'
import { Triggers, type GatedTrigger, type MakeGate } from './triggers.ts'
import type { RoadInvocation } from '@millrace/protocol/wire'

/** The triggers of the sensors in force, kept up to date. */
export interface FollowedTriggers extends AsyncDisposable {
  /** Undefined when the sensor or its trigger is gone. */
  readonly get: (invocation: RoadInvocation) => GatedTrigger | undefined
  /** Whether an annotation pauses what is held under this subject. */
  readonly isPausedSubject: (subject: string) => boolean
}

/** Compiles the triggers of the registry's sensors, now and at every change. */
export async function followTriggers(
  config: ExecutorConfig,
  bus: Bus,
  { log, tracing }: ServiceTelemetry,
  makeGate: MakeGate,
  onChange: () => void,
  stop: AbortSignal,
): Promise<FollowedTriggers> {
  const { traceUrl, slackApiUrl, awsEndpoint } = config
  await using setup = new AsyncDisposableStack()
  const secrets = setup.use(await openServiceSecrets(config, log))
  const clients = setup.use(new HttpClients(secrets))
  const { languages, world } = setup.use(await openLanguages(config))
  const kube = kubeAccess(config.kube)
  if (kube !== undefined) setup.use(kube)
  const artifacts = openArtifacts(setup, secrets, config)
  const caches = openClientCaches(setup, (client, fault) =>
    log.warn('A client could not be closed', { client, error: String(fault) }),
  )
  const submissions = openSubmissions(
    {
      kube,
      rightsFreshMs: config.rightsCacheMs,
      onFault: (error) => log.warn('WorkflowTemplates cannot be watched; they are asked for one by one', { error }),
      stop,
    },
    setup,
  )
  const triggers = new Triggers(
    {
      ...caches,
      bus,
      submissions,
      bindingLanguage: new BindingLanguage(world),
      workflowsInstanceId: config.workflowsInstanceId,
      clients,
      secrets,
      kube,
      artifacts,
      nowMs: Date.now,
      log,
      traceUrl,
      tracing,
      languages,
      random: Math.random,
      slackApiUrl,
      awsEndpoint,
      slackThreads: busSlackThreads(bus, config.replicas),
    },
    makeGate,
  )
  const registry = await openRegistry(bus, config.replicas, stop)
  setup.use(await watchRegistry(registry, (snapshot) => (triggers.update(snapshot), onChange())))
  const owned = setup.move()
  return {
    get: (invocation) => triggers.get(invocation),
    isPausedSubject: (subject) => triggers.isPausedSubject(subject),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
