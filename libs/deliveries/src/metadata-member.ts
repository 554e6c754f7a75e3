import { compareUtf8, quoteJson } from '@millrace/value'

/** The manifest's `metadata` as a last member of the payload; nothing where it is empty. */
export function metadataMember(metadata: Readonly<Record<string, string>> | undefined): string {
  const entries = Object.entries(metadata ?? {}).sort(([a], [b]) => compareUtf8(a, b))
  if (entries.length === 0) return ''
  return `,"metadata":{${entries.map(([key, value]) => `${quoteJson(key)}:${quoteJson(value)}`).join(',')}}`
}
