import type { HttpTrigger } from '@millrace/manifests'
import type { SecretReader } from '@millrace/secrets'

type SecureHeader = NonNullable<HttpTrigger['secureHeaders']>[number]

/** Reads headers whose values are in Secrets and ConfigMaps, in their order. Rejects with SecretError. */
export async function readSecureHeaders(
  namespace: string,
  headers: readonly SecureHeader[],
  secrets: SecretReader,
): Promise<[name: string, value: string][]> {
  const read: [string, string][] = []
  for (const { name, valueFrom } of headers) {
    const { secretKeyRef, configMapKeyRef } = valueFrom
    if (secretKeyRef !== undefined) read.push([name, (await secrets.secret(namespace, secretKeyRef)).toString()])
    else if (configMapKeyRef !== undefined)
      read.push([name, (await secrets.configMap(namespace, configMapKeyRef)).toString()])
  }
  return read
}
