import { TRIGGER_TYPES, type TriggerType } from '@millrace/manifests'
import type { MigrateNote } from './migrate-note.ts'

/** The trigger types that are carried out; a test holds this against the service. */
export const carriedOutTypes: readonly TriggerType[] = TRIGGER_TYPES.filter(
  (type) => type !== 'k8s' && type !== 'argoWorkflow',
)

const triggers = ['spec.triggers.*', 'spec.triggers.*.dlqTrigger'] as const
const lacks =
  (name: string) =>
  (_: unknown, [trigger]: readonly object[]) =>
    trigger !== undefined && Reflect.get(trigger, name) !== true

const inTriggers = (path: string, note: Omit<MigrateNote, 'kind' | 'path'>): readonly MigrateNote[] =>
  triggers.map((trigger) => ({ kind: 'Sensor', path: `${trigger}.${path}`, ...note }))

/** What differs in Sensors. */
export const sensorNotes: readonly MigrateNote[] = [
  ...TRIGGER_TYPES.filter((type) => !carriedOutTypes.includes(type)).flatMap((type) =>
    inTriggers(`template.${type}`, { level: 'unsupported', says: `triggers of type ${type} are not carried out yet` }),
  ),
  {
    kind: 'Sensor',
    path: 'spec.replicas',
    level: 'differs',
    says: 'there is no pod for each Sensor',
    remedy: 'scale the Deployments router and trigger-executor',
  },
  ...['container', 'volumes', 'nodeSelector', 'tolerations', 'affinity', 'securityContext', 'priorityClassName'].map(
    (field): MigrateNote => ({
      kind: 'Sensor',
      path: `spec.template.${field}`,
      level: 'differs',
      says: 'there is no pod for each Sensor: this has no effect',
    }),
  ),
  {
    kind: 'Sensor',
    path: 'spec.revisionHistoryLimit',
    level: 'differs',
    says: 'there is no Deployment for each Sensor: this has no effect',
  },
  ...inTriggers('retryStrategy', {
    level: 'differs',
    says: 'honoured without atLeastOnce too, where the failed attempt is known to have had no effect; the original tries once',
    when: lacks('atLeastOnce'),
  }),
  ...inTriggers('rateLimit', {
    level: 'differs',
    says: 'the rate is that of all replicas together; what is over it waits in the bus',
  }),
  ...inTriggers('dlqTrigger', {
    level: 'differs',
    says: 'it sees the failure as the dependency millrace.failure, and the failure is a dead letter all the same',
  }),
  ...inTriggers('template.http', {
    level: 'differs',
    says: 'a status of 400 or above is a failure; for the original any status is success without policy.status',
    when: (_, [template, trigger]) =>
      trigger !== undefined &&
      template !== undefined &&
      Reflect.get(Reflect.get(trigger, 'policy') ?? {}, 'status') === undefined,
  }),
  ...inTriggers('template.openWhisk', { level: 'differs', says: 'works; the original’s fails in its own image' }),
  ...inTriggers('template.kafka.tls', {
    level: 'differs',
    says: 'the broker’s certificate is verified unless insecureSkipVerify says otherwise; the original never does',
  }),
  ...inTriggers('template.kafka.flushFrequency', {
    level: 'differs',
    says: 'milliseconds; the original takes it for nanoseconds',
  }),
  ...inTriggers('template.pulsar.authAthenzParams', { level: 'unsupported', says: 'Athenz is not supported' }),
  ...inTriggers('template.custom', {
    level: 'differs',
    says: 'an answer of ApplyPolicy with success: false is a failure; the original ignores it',
  }),
  ...inTriggers('template.awsLambda', {
    level: 'differs',
    says: 'a function that fails is a failure; for the original it is success',
  }),
  ...[
    'nats',
    'kafka',
    'pulsar',
    'awsLambda',
    'slack',
    'email',
    'azureEventHubs',
    'azureServiceBus',
    'openWhisk',
  ].flatMap((type) =>
    inTriggers(`template.${type}.parameters`, {
      level: 'differs',
      says: 'honoured for every field; the original computes them and drops those that change where it connects to',
    }),
  ),
]
