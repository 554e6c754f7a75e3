import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { checkWebhookContext, webhookContext } from '../blocks/webhook-context.ts'
import { boolean, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { checkAwsKeys } from '../validate/check-aws-keys.ts'
import type { Check } from '../validate/check.ts'
import { payloadFields } from './payload-fields.ts'

/** Notifications of an Amazon SNS topic. */
export const snsEventSource = object('SNSEventSource', {
  webhook: need(webhookContext, 'Where to listen.', 'the webhook block is missing'),
  topicArn: need(string(), 'ARN of the topic.', 'must specify topic arn'),
  region: need(string(), 'AWS region.', 'must specify region'),
  accessKey: may(secretKeySelector, 'Holds the access key; without keys the default chain counts.'),
  secretKey: may(secretKeySelector, 'Holds the secret key.'),
  roleARN: may(string(), 'Role to assume; the keys are then ignored.'),
  endpoint: may(string(), 'Another API endpoint than Amazon’s.'),
  validateSignature: may(boolean(), 'Verifies the signature of each notification.'),
  ...payloadFields,
})

export type SNSEventSource = Infer<typeof snsEventSource>

export function checkSns(event: SNSEventSource, check: Check): void {
  checkAwsKeys(event, check)
  checkWebhookContext(event.webhook, check)
  checkEventFilter(event.filter, check)
}
