import type { RecordBounds } from '@millrace/bus'
import { parseStreamConfig } from '@millrace/manifests'

/** What a `streamConfig` says of a record, and nothing else. */
export function streamBounds(text = ''): RecordBounds {
  const { maxMsgs, maxAgeMs, maxBytes, replicas, duplicatesMs } = parseStreamConfig(text).config
  return {
    ...(maxMsgs === undefined ? {} : { maxMsgs: unlimited(maxMsgs) }),
    ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    ...(maxBytes === undefined ? {} : { maxBytes: unlimited(maxBytes) }),
    ...(replicas === undefined ? {} : { replicas }),
    ...(duplicatesMs === undefined ? {} : { duplicatesMs }),
  }
}

/** 0 and below mean no limit, in the manifests as in NATS. */
export function unlimited(limit: number): number {
  return limit <= 0 ? -1 : limit
}
