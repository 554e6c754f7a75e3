import type { RoadFailure } from '@millrace/protocol/wire'
import { sensorEvent, type SensorEvent } from '@millrace/sensor'

/**
 * What failed, as an event: the parameters of a dlqTrigger read it as they read any other. Its data has `trigger`,
 * `invocationId`, `reason`, `status` (0 where the target gave none), `attempts`, `uncertain` and `failedAt` (RFC 3339).
 */
export function failureEvent(failure: RoadFailure): SensorEvent {
  const { trigger, invocationId, reason, status, attempts, uncertain, failedAtUs } = failure
  const failedAt = new Date(failedAtUs / 1_000).toISOString()
  return sensorEvent({
    id: invocationId,
    source: 'millrace',
    type: 'millrace.failure',
    attributes: new Map<string, string>([
      ['subject', trigger],
      ['datacontenttype', 'application/json'],
    ]),
    data: Buffer.from(JSON.stringify({ trigger, invocationId, reason, status, attempts, uncertain, failedAt })),
  })
}
