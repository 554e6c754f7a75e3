import { compareUtf8, quoteJson } from '@millrace/value'
import { headerJson } from './go-header.ts'

/** The manifest's `metadata` as a last member of the payload; nothing where it is empty. */
export function metadataMember(metadata: Readonly<Record<string, string>> | undefined): string {
  const entries = Object.entries(metadata ?? {}).sort(([a], [b]) => compareUtf8(a, b))
  if (entries.length === 0) return ''
  return `,"metadata":{${entries.map(([key, value]) => `${quoteJson(key)}:${quoteJson(value)}`).join(',')}}`
}

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
