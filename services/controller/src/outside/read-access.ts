import type { NatsAccess } from '@millrace/bus'
import { readTlsMaterial } from '@millrace/connectors'
import { parseYamlValue, type JsonValue } from '@millrace/manifests'
import { SecretError, type SecretReader } from '@millrace/secrets'
import type { OutsideBus } from './outside-bus.ts'
import type { Trouble } from './trouble.ts'

/** All that a connection is made from. It holds secrets. */
export interface OutsideAccess {
  readonly url: string
  readonly access: NatsAccess
}

/**
 * Reads what an EventBus says about its server, its Secrets included. TLS is demanded where the manifest has `tls` or the URL says
 * `tls://`, and certificates are verified unless `insecureSkipVerify` is set.
 */
export async function readAccess(bus: OutsideBus, secrets: SecretReader): Promise<OutsideAccess | Trouble> {
  const { url, accessSecret, tls } = bus.server
  const servers = url.split(',').map((server) => server.trim())
  try {
    const material = tls === undefined ? undefined : await readTlsMaterial(bus.namespace, tls, secrets)
    const asksTls = servers.some((server) => server.startsWith('tls://'))
    const who = accessSecret === undefined ? {} : readUser(await secrets.secret(bus.namespace, accessSecret))
    if (who === undefined) {
      const message = `secret ${bus.namespace}/${accessSecret?.name ?? ''}, key ${accessSecret?.key ?? ''}, is not YAML with username and password`
      return { reason: 'AccessSecretInvalid', message }
    }
    const withTls = material ?? (asksTls ? {} : undefined)
    return { url: servers.join(','), access: { ...who, ...(withTls === undefined ? {} : { tls: withTls }) } }
  } catch (error) {
    if (error instanceof SecretError) return { reason: 'AccessSecretInvalid', message: error.message }
    throw error
  }
}

/** `username` and `password` as the original has them, or a `token`. Undefined: neither. */
function readUser(value: Buffer): NatsAccess | undefined {
  const parsed = parseYamlValue(value.toString())
  if (parsed.kind === 'fault' || typeof parsed.value !== 'object' || parsed.value === null) return undefined
  if (Array.isArray(parsed.value)) return undefined
  const of = (name: string): string | undefined => {
    const one = (parsed.value as Readonly<Record<string, JsonValue>>)[name]
    // A password of digits alone is a number to YAML.
    return typeof one === 'string' || typeof one === 'number' ? String(one) : undefined
  }
  const [user, pass, token] = [of('username'), of('password'), of('token')]
  if (user !== undefined && pass !== undefined) return { user, pass }
  return token === undefined ? undefined : { token }
}
