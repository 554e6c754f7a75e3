import {
  AvroEncoder,
  fingerprintOf,
  openKafkaProducer,
  readKafkaSettings,
  reasonOf,
  refused,
} from '@millrace/connectors'
import type { ClientCache, Encoded, KafkaProducer, ProduceOptions, Sent } from '@millrace/connectors'
import type { KafkaTrigger, Sensor, Trigger as SensorTrigger } from '@millrace/manifests'
import { compilePayload } from '@millrace/sensor'
import type { Act } from '../act.ts'
import { messageAct, type OutgoingMessage } from '../message-act.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import { readSecureHeaders } from '../secure-headers.ts'
import { withTypeParameters } from '../with-type-parameters.ts'

/** What the Kafka trigger needs of the process. */
export interface KafkaDeps extends MessagingDeps {
  readonly kafkaProducers: ClientCache<KafkaProducer>
}

/** `flushFrequency` beyond this is cut. Milliseconds. */
const gatherMaxMs = 10_000

/** Writes one record for each invocation, with the invocation id in the header `millrace-invocation-id`. */
export function compileKafka(sensor: Sensor, trigger: SensorTrigger, kafka: KafkaTrigger, deps: KafkaDeps): Act {
  return withTypeParameters('kafka', trigger, kafka, deps.languages, (settings) => compileFinal(sensor, settings, deps))
}

function compileFinal(sensor: Sensor, kafka: KafkaTrigger, deps: KafkaDeps): Act {
  const { namespace } = sensor.metadata
  const { topic, partitioningKey, schemaRegistry } = kafka
  const avro = schemaRegistry === undefined ? undefined : new AvroEncoder(namespace, schemaRegistry, deps.secrets)
  const send = async (producer: KafkaProducer, message: OutgoingMessage): Promise<Sent> => {
    let secret: readonly (readonly [string, string])[]
    try {
      secret = await readSecureHeaders(namespace, kafka.secureHeaders ?? [], deps.secrets)
    } catch (error) {
      return refused(`secureHeaders: ${reasonOf(error)}`)
    }
    const encoded: Encoded =
      avro === undefined ? { kind: 'encoded', bytes: Buffer.from(message.text) } : await avro.encode(message.text)
    if (encoded.kind === 'fault') return refused(encoded.reason, encoded.final)
    const headers = [
      ...Object.entries(kafka.headers ?? {}),
      ...secret,
      ['millrace-invocation-id', message.invocationId] as const,
      ['traceparent', message.traceparent] as const,
    ]
    const key = partitioningKey === undefined ? {} : { key: partitioningKey }
    return producer.send({ topic, value: encoded.bytes, headers, ...key }, message.begin)
  }
  return messageAct(
    {
      type: 'kafka',
      payload: compilePayload(kafka.payload, deps.languages),
      clients: deps.kafkaProducers,
      wish: async () => {
        const settings = await readKafkaSettings(namespace, kafka, deps.secrets)
        const options = produceOptions(kafka)
        const fingerprint = fingerprintOf(settings, options)
        // Triggers with the same settings share a producer.
        const key = `kafka ${settings.brokers.join(',')} ${fingerprint}`
        return { key, fingerprint, open: () => openKafkaProducer(settings, options) }
      },
      send,
      isBroken: (producer) => producer.broken,
      spanName: `send ${topic}`,
      attributes: {
        'messaging.system': 'kafka',
        'messaging.destination.name': topic,
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
      },
    },
    deps.tracing,
  )
}

/** As in the original, 0 is taken for absent: all replicas. */
function produceOptions({ requiredAcks, compress, flushFrequency = 0 }: KafkaTrigger): ProduceOptions {
  return {
    acks: requiredAcks === 1 ? 'leader' : 'all',
    compress: compress === true,
    gatherMs: Math.min(flushFrequency, gatherMaxMs),
  }
}
