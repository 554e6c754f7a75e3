import { resources, type KubeClient } from '@millrace/kube'
import { benchSensor } from './bench-sensor.ts'
import { inFlight } from './in-flight.ts'

/** What the API server does when nobody thinks: the floor under any controller on it. */
export interface BareWrites {
  /** Status patches and Events together, each a second. */
  readonly pairsPerS: number
  readonly patchesPerS: number
  readonly eventsPerS: number
}

/** Writes `count` status patches and as many Events, as large as the controller's, on sensors of a namespace of their own. */
export async function bareWrites(
  client: KubeClient,
  namespace: string,
  count: number,
  parallelMax: number,
): Promise<BareWrites> {
  const first = Math.round(performance.now())
  await inFlight(count, parallelMax, (nth) => client.create(resources.sensors, benchSensor(namespace, first + nth)))
  const patches = await timed(() =>
    inFlight(count, parallelMax, (nth) => patchStatus(client, namespace, `sensor-${first + nth}`)),
  )
  const events = await timed(() =>
    inFlight(count, parallelMax, (nth) =>
      client.createOnly(resources.events, event(namespace, `sensor-${first + nth}`), { fieldValidation: 'Ignore' }),
    ),
  )
  const perS = (seconds: number) => count / seconds
  return { patchesPerS: perS(patches), eventsPerS: perS(events), pairsPerS: perS(patches + events) }
}

async function timed(act: () => Promise<void>): Promise<number> {
  const startedMs = performance.now()
  await act()
  return (performance.now() - startedMs) / 1_000
}

function patchStatus(client: KubeClient, namespace: string, name: string): Promise<unknown> {
  const lastTransitionTime = `${new Date().toISOString().slice(0, 19)}Z`
  const conditions = ['DependenciesProvided', 'Deployed', 'Ready', 'TriggersProvided'].map((type) => ({
    type,
    status: 'True',
    reason: 'Succeeded',
    message: '',
    lastTransitionTime,
  }))
  const body = { status: { observedGeneration: 1, conditions } }
  return client.patchOnly(
    resources.sensors,
    { namespace, name },
    { strategy: 'merge', body },
    { subresource: 'status', fieldValidation: 'Ignore' },
  )
}

function event(namespace: string, name: string) {
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { generateName: `${name}-`, namespace },
    eventTime: new Date().toISOString().replace('Z', '000Z'),
    reportingController: 'millrace.io/bench',
    reportingInstance: 'bench',
    action: 'Reconcile',
    type: 'Normal',
    reason: 'InForce',
    note: `Sensor ${name} is in force`,
    regarding: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Sensor', name, namespace },
  }
}
