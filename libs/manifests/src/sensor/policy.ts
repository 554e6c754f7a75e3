import { backoff, checkBackoff } from '../blocks/backoff.ts'
import { boolean, integer, list, map, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import type { TriggerType } from './trigger-types.ts'

const k8sPolicy = object('K8SResourcePolicy', {
  labels: need(map(string({ keepEmpty: true })), 'Labels that the object must get.', 'policy.k8s needs labels'),
  backoff: may(backoff, 'How often and how long to look.'),
  errorOnBackoffTimeout: may(boolean(), 'Not seeing them in time is a failure.'),
})

const statusPolicy = object('StatusPolicy', {
  allow: need(list(integer()), 'Status codes that mean success.', 'policy.status needs allow'),
})

/** What counts as success. */
export const policy = object('TriggerPolicy', {
  k8s: may(k8sPolicy, 'For k8s and argoWorkflow: labels of the object.'),
  status: may(statusPolicy, 'For http, awsLambda and openWhisk: status codes.'),
})

export type Policy = Infer<typeof policy>

const k8sTypes: readonly TriggerType[] = ['k8s', 'argoWorkflow']
const statusTypes: readonly TriggerType[] = ['http', 'awsLambda', 'openWhisk']

export function checkPolicy(value: Policy, type: TriggerType | undefined, check: Check): void {
  checkBackoff(value.k8s?.backoff, check)
  if (type === undefined) return
  if (value.k8s !== undefined && !k8sTypes.includes(type)) {
    check.warning('suspect', value, ['k8s'], `has no effect on a trigger of type ${type}`)
  }
  if (value.status !== undefined && !statusTypes.includes(type)) {
    check.warning('suspect', value, ['status'], `has no effect on a trigger of type ${type}`)
  }
}
