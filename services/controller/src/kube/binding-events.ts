import { hearBindingFaults, type Bus } from '@millrace/bus'
import { resources, type KubeClient } from '@millrace/kube'
import type { BindingFault } from '@millrace/protocol/fate'
import type { Logger } from '@millrace/telemetry'
import type { ClusterView } from './cluster-view.ts'
import { faultEventOf } from './event-of.ts'

export interface BindingEventsDeps {
  readonly bus: Bus
  readonly client: KubeClient
  readonly view: Pick<ClusterView, 'newest'>
  /** Of this replica. */
  readonly identity: string
  readonly log: Logger
  readonly stop: AbortSignal
}

/** The same words about the same binding are written once in this time. Milliseconds. */
const againMs = 60_000
/** Texts that are remembered; a fault beyond them is written at once. */
const toldMax = 5_000
/** Events that are being written at most; what comes beyond is in the decisions alone. */
const writingMax = 16

/** Makes Kubernetes Events of what bindings failed on, while this replica leads. */
export function bindingEvents(deps: BindingEventsDeps): Disposable {
  const toldAtMs = new Map<string, number>()
  let writing = 0
  const write = async (fault: BindingFault): Promise<void> => {
    const ref = `${fault.namespace}/${fault.binding}`
    const binding = deps.view.newest('WorkflowEventBinding', ref)
    const key = `${ref}\n${fault.message}`
    const nowMs = performance.now()
    if (binding === undefined || writing >= writingMax) return
    if (nowMs - (toldAtMs.get(key) ?? -Infinity) < againMs) return
    if (toldAtMs.size >= toldMax) toldAtMs.clear()
    toldAtMs.set(key, nowMs)
    writing += 1
    try {
      const event = faultEventOf(binding, fault.message, { instance: deps.identity, now: new Date() })
      await deps.client.create(resources.events, event, { stop: deps.stop })
    } catch (error) {
      if (!deps.stop.aborted) deps.log.warn(`An Event about ${ref} could not be written`, { error })
    } finally {
      writing -= 1
    }
  }
  return hearBindingFaults(deps.bus, (fault) => void write(fault))
}
