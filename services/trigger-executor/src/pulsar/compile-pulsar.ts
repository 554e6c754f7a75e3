import { fingerprintOf, openPulsarProducer, readPulsarSettings } from '@millrace/connectors'
import type { ClientCache, PulsarProducer, PulsarSettings } from '@millrace/connectors'
import {
  backoffDelays,
  parseBackoff,
  type PulsarTrigger,
  type Sensor,
  type Trigger as SensorTrigger,
} from '@millrace/manifests'
import { compilePayload } from '@millrace/sensor'
import { setTimeout as sleep } from 'node:timers/promises'
import { inputFault, type Act } from '../act.ts'
import { messageAct } from '../message-act.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import { withTypeParameters } from '../with-type-parameters.ts'

/** What the Pulsar trigger needs of the process. */
export interface PulsarDeps extends MessagingDeps {
  readonly pulsarProducers: ClientCache<PulsarProducer>
  /** Numbers in [0, 1). */
  readonly random: () => number
}

/** `connectionBackoff` may not keep an attempt longer than this. Milliseconds. */
const connectingMaxMs = 60_000

/** Sends one message for each invocation, with the invocation id in the property `millrace-invocation-id`. */
export function compilePulsar(sensor: Sensor, trigger: SensorTrigger, pulsar: PulsarTrigger, deps: PulsarDeps): Act {
  return withTypeParameters('pulsar', trigger, pulsar, deps.languages, (settings) =>
    compileFinal(sensor, settings, deps),
  )
}

function compileFinal(sensor: Sensor, pulsar: PulsarTrigger, deps: PulsarDeps): Act {
  const { namespace } = sensor.metadata
  const { topic } = pulsar
  if (topic === undefined || pulsar.url === undefined) {
    const failed = inputFault(`pulsar.${topic === undefined ? 'topic' : 'url'} is required`)
    return () => Promise.resolve(failed)
  }
  return messageAct(
    {
      type: 'pulsar',
      payload: compilePayload(pulsar.payload, deps.languages),
      clients: deps.pulsarProducers,
      wish: async () => {
        const settings = await readPulsarSettings(namespace, pulsar, deps.secrets)
        const fingerprint = fingerprintOf(settings, topic)
        // Triggers with the same settings share a producer.
        const key = `pulsar ${settings.servers.join(',')} ${topic} ${fingerprint}`
        return { key, fingerprint, open: () => openPatiently(settings, topic, pulsar.connectionBackoff, deps.random) }
      },
      send: (producer, { text, invocationId, traceparent, begin }) => {
        const properties = [
          ['millrace-invocation-id', invocationId],
          ['traceparent', traceparent],
        ] as const
        return producer.send({ payload: Buffer.from(text), properties }, begin)
      },
      isBroken: (producer) => producer.broken,
      spanName: `send ${topic}`,
      attributes: {
        'messaging.system': 'pulsar',
        'messaging.destination.name': topic,
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
      },
    },
    deps.tracing,
  )
}

/** Connects, as often as `connectionBackoff` says; without one, once: the trigger's own retries follow. */
async function openPatiently(
  settings: PulsarSettings,
  topic: string,
  backoff: PulsarTrigger['connectionBackoff'],
  random: () => number,
): Promise<PulsarProducer> {
  const parsed = backoff === undefined ? undefined : parseBackoff(backoff)
  const delays = parsed?.kind === 'plan' ? backoffDelays(parsed.plan, random) : []
  const until = performance.now() + connectingMaxMs
  for (const delayMs of delays) {
    try {
      return await openPulsarProducer(settings, topic)
    } catch (error) {
      if (performance.now() + delayMs > until) throw error
      await sleep(delayMs)
    }
  }
  return openPulsarProducer(settings, topic)
}
