import type { KubeClient, KubeUserInfo } from '@millrace/kube'
import type { Policy, Sensor } from '@millrace/manifests'
import type { Events } from '@millrace/sensor'
import { inputFault, setupFault, type Act } from '../act.ts'
import { ArtifactError } from '../artifact/artifact.ts'
import { afterArtifactFault } from '../artifact/artifact-tries.ts'
import type { Attempted } from '../next-step.ts'
import { accountOf } from './account.ts'
import { firstLook, lookAgain, succeededWith } from './await-labels.ts'
import { readAwaited } from './awaited.ts'
import type { Deed } from './deed.ts'
import { failedErrand } from './failed-errand.ts'
import type { KubeDeps } from './kube-deps.ts'
import { compileLabelPolicy, type LabelPolicy } from './label-policy.ts'
import { markOf, type Mark } from './mark.ts'

/** One attempt on a cluster. */
export interface KubeAttempt {
  /** Acts in the user's name. */
  readonly client: KubeClient
  readonly user: KubeUserInfo
  readonly seen: Events
  readonly mark: Mark
  readonly begin: () => boolean
}

export interface KubeActSpec {
  /** The trigger type, for messages. */
  readonly type: string
  readonly sensor: Sensor
  readonly policy: Policy['k8s']
  /** What the span is called. */
  readonly span: string
}

/**
 * An attempt on the cluster under a span of its own: `deed` does it in the name of the sensor's ServiceAccount; what it
 * throws of the API and of artifacts becomes the attempt's failure. Where there is a policy, what the deed left is then
 * looked at until it has its labels, each time in an attempt that does nothing else.
 */
export function kubeAct(spec: KubeActSpec, deps: KubeDeps, deed: (attempt: KubeAttempt) => Promise<Deed>): Act {
  const { type, sensor, span: name } = spec
  const { kube, tracing } = deps
  const user = accountOf(sensor)
  if (kube === undefined)
    return failing(`${type}: no cluster is configured: set MILLRACE_KUBE to cluster or to a kubeconfig`)
  if (typeof user === 'string') return failing(`${type}: ${user}`)
  const policy = compileLabelPolicy(spec.policy, deps.random)
  return async (invocation, span, begin) => {
    const awaited = readAwaited(invocation.awaited ?? '')
    const call = tracing.start(awaited === undefined ? name : `look after ${name}`, {
      kind: 'client',
      parent: span.traceparent,
      attributes: tracing.recording ? { 'enduser.id': user.name } : {},
    })
    const onArtifact = (error: ArtifactError): Attempted => {
      // Nothing was done, and that is what this attempt has done: it counts as begun.
      begin()
      return afterArtifactFault(type, error, invocation.awaited ?? '', deps.random)
    }
    const attempted = await attemptedBy(type, onArtifact, async () => {
      const client = await kube.as(user)
      if (awaited !== undefined && policy !== undefined) {
        begin()
        return lookAgain(type, { client, user: user.name }, awaited, policy)
      }
      const mark = markOf(invocation, call.traceparent)
      let isAsked = false
      const asked = (): boolean => ((isAsked = true), begin())
      const done = await deed({ client, user, seen: invocation.seen, mark, begin: asked })
      // What was found done already counts as an act of ours, too.
      if (done.kind === 'done' && !isAsked) begin()
      return attemptedOf(type, done, policy)
    })
    if (attempted.kind === 'failed') call.fail(attempted.reason)
    call.end()
    return attempted
  }
}

function failing(reason: string): Act {
  const failed = inputFault(reason)
  return () => Promise.resolve(failed)
}

async function attemptedBy(
  type: string,
  onArtifact: (error: ArtifactError) => Attempted,
  act: () => Promise<Attempted>,
): Promise<Attempted> {
  try {
    return await act()
  } catch (error) {
    return error instanceof ArtifactError ? onArtifact(error) : failedErrand(type, error)
  }
}

function attemptedOf(type: string, deed: Deed, policy: LabelPolicy | undefined): Attempted {
  switch (deed.kind) {
    case 'withdrawn':
      return { kind: 'succeeded', status: 0 }
    case 'done':
      if (policy === undefined) return succeededWith(deed.object, deed.isLeaving === true)
      return firstLook(type, deed.object, deed.isLeaving === true, policy)
    case 'failed': {
      const { reason, status } = deed
      return status === 0 ? inputFault(`${type}: ${reason}`) : { ...setupFault(`${type}: ${reason}`), status }
    }
    default:
      return deed satisfies never
  }
}
