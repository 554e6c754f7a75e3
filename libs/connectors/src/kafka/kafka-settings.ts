import type { SASLConfig, TLSConfig } from '@millrace/manifests'
import type { SecretReader } from '@millrace/secrets'
import { readTlsMaterial, type TlsMaterial } from '../tls-material.ts'

/** All that a connection to Kafka is made from. It holds secrets. */
export interface KafkaSettings {
  /** `host:port` each. */
  readonly brokers: readonly string[]
  readonly tls?: TlsMaterial
  readonly sasl?: KafkaSasl
}

/** Who a Kafka client says it is. */
export interface KafkaSasl {
  readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
  readonly username: string
  readonly password: string
}

/** What manifests of sources and triggers say about a Kafka cluster. */
export interface KafkaPlace {
  /** Brokers, separated by commas. */
  readonly url: string
  readonly tls?: TLSConfig | undefined
  readonly sasl?: SASLConfig | undefined
}

/** Reads a manifest's Kafka settings. Rejects with SecretError, or where the mechanism needs what no manifest can give. */
export async function readKafkaSettings(
  namespace: string,
  { url, tls, sasl }: KafkaPlace,
  secrets: SecretReader,
): Promise<KafkaSettings> {
  const brokers = url
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '')
  return {
    brokers,
    ...(tls === undefined ? {} : { tls: await readTlsMaterial(namespace, tls, secrets) }),
    ...(sasl === undefined ? {} : { sasl: await readSasl(namespace, sasl, secrets) }),
  }
}

async function readSasl(namespace: string, sasl: SASLConfig, secrets: SecretReader): Promise<KafkaSasl> {
  const { mechanism = 'PLAIN', userSecret, passwordSecret } = sasl
  if (mechanism === 'OAUTHBEARER' || mechanism === 'GSSAPI') {
    throw new Error(`sasl.mechanism ${mechanism} needs a token or ticket, and a manifest has no field that gives one`)
  }
  const username = (await secrets.secret(namespace, userSecret)).toString()
  return { mechanism, username, password: (await secrets.secret(namespace, passwordSecret)).toString() }
}
