import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { boolean, long, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { checkAwsKeys } from '../validate/check-aws-keys.ts'
import type { Check } from '../validate/check.ts'
import { messageFields } from './payload-fields.ts'

/** The longest that Amazon waits for a message, in seconds. */
const waitTimeSecondsMax = 20

/** Messages of an Amazon SQS queue. */
export const sqsEventSource = object('SQSEventSource', {
  queue: need(string(), 'Name of the queue.', 'must specify queue name'),
  region: need(string(), 'AWS region.', 'must specify region'),
  queueAccountId: may(string(), 'Account that owns the queue.'),
  waitTimeSeconds: may(long(0), 'How long a request waits for messages. Default 3.'),
  accessKey: may(secretKeySelector, 'Holds the access key; without keys the default chain counts.'),
  secretKey: may(secretKeySelector, 'Holds the secret key.'),
  sessionToken: may(secretKeySelector, 'Holds the session token of temporary keys.'),
  roleARN: may(string(), 'Role to assume; the keys are then ignored.'),
  endpoint: may(string(), 'Another API endpoint than Amazon’s.'),
  dlq: may(boolean(), 'Leaves unreadable messages to the queue’s own dead letter queue.'),
  ...messageFields,
})

export type SQSEventSource = Infer<typeof sqsEventSource>

export function checkSqs(event: SQSEventSource, check: Check): void {
  checkAwsKeys(event, check)
  if ((event.waitTimeSeconds ?? 0) > waitTimeSecondsMax) {
    const message = `Amazon waits at most ${String(waitTimeSecondsMax)} seconds`
    check.error('invalid', event, ['waitTimeSeconds'], message)
  }
  checkEventFilter(event.filter, check)
}
