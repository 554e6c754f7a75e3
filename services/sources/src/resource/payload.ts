import { quoteJson } from '@millrace/value'

/** What a payload tells besides the objects. */
export interface PayloadFrame {
  readonly group: string
  readonly version: string
  readonly plural: string
  /** The manifest's `metadata` as a last member, or nothing. */
  readonly metadata: string
}

/** The payload as Argo Events writes it; `body` and `oldBody` are JSON texts already. */
export function resourcePayload(
  { group, version, plural, metadata }: PayloadFrame,
  told: { readonly kind: string; readonly body: string; readonly oldBody: string | undefined },
): string {
  const place = `"group":${quoteJson(group)},"version":${quoteJson(version)},"resource":${quoteJson(plural)}`
  return `{"type":"${told.kind}","body":${told.body},"oldBody":${told.oldBody ?? 'null'},${place}${metadata}}`
}
