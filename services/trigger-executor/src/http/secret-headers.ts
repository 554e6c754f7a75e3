import type { HttpTrigger } from '@millrace/manifests'
import type { SecretReader } from '@millrace/secrets'
import { readSecureHeaders } from '../secure-headers.ts'

/** Headers that hold secrets: name and value. */
export type SecretHeaders = readonly (readonly [name: string, value: string])[]

/**
 * Reads `secureHeaders` and `basicAuth` for each request, so that a rotated secret is used at once. Undefined when the
 * trigger has none; gives a message, without any value, when one cannot be read.
 */
export function secretHeaders(
  namespace: string,
  http: HttpTrigger,
  secrets: SecretReader,
): (() => Promise<SecretHeaders | string>) | undefined {
  const { secureHeaders = [], basicAuth } = http
  if (secureHeaders.length === 0 && basicAuth === undefined) return undefined
  return async () => {
    try {
      const headers = await readSecureHeaders(namespace, secureHeaders, secrets)
      if (basicAuth !== undefined) {
        const { username, password } = basicAuth
        const user = username === undefined ? '' : (await secrets.secret(namespace, username)).toString()
        const pass = password === undefined ? '' : (await secrets.secret(namespace, password)).toString()
        headers.push(['Authorization', `Basic ${Buffer.from(`${user}:${pass}`).toString('base64')}`])
      }
      return headers
    } catch (error) {
      return `http: ${error instanceof Error ? error.message : String(error)}`
    }
  }
}
