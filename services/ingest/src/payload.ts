import { headerJson } from './go-header.ts'

/**
 * The payload of a type that is received over HTTP: `header` for webhook, `headers` for the Git types, as Argo Events
 * spells them. `bodyJson` and `metadata` are JSON text already; `secretName` is a header that holds a secret.
 */
export function httpPayload(
  headerKey: 'header' | 'headers',
  rawHeaders: readonly string[],
  bodyJson: string,
  metadata: string,
  secretName?: string,
): string {
  return `{"${headerKey}":${headerJson(rawHeaders, secretName)},"body":${bodyJson}${metadata}}`
}
