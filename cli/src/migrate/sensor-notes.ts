import type { MigrateNote } from './migrate-note.ts'

const triggers = ['spec.triggers.*', 'spec.triggers.*.dlqTrigger'] as const
const lacks =
  (name: string) =>
  (_: unknown, [trigger]: readonly object[]) =>
    trigger !== undefined && Reflect.get(trigger, name) !== true

const inTriggers = (path: string, note: Omit<MigrateNote, 'kind' | 'path'>): readonly MigrateNote[] =>
  triggers.map((trigger) => ({ kind: 'Sensor', path: `${trigger}.${path}`, ...note }))

/** Trigger types that handle an object of a cluster. */
const clusterTypes = ['k8s', 'argoWorkflow'] as const

/** What differs in Sensors. */
export const sensorNotes: readonly MigrateNote[] = [
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
  ...clusterTypes.flatMap((type) => [
    ...inTriggers(`template.${type}`, {
      level: 'differs',
      says: 'acts in the name of spec.template.serviceAccountName by impersonation, and once for an invocation; a generated name has a suffix of ten letters',
    }),
    ...inTriggers(`template.${type}.source.file`, {
      level: 'differs',
      says: 'a file of the executor, not of a pod of the sensor',
      remedy: 'open its folder by MILLRACE_ARTIFACT_FOLDERS, or use source.configmap',
    }),
    ...inTriggers(`template.${type}.source.url`, {
      level: 'differs',
      says: 'the certificate is checked; the original believes any without verifyCert: true',
      remedy: 'write verifyCert: false where that is meant',
      when: (url) => typeof url === 'object' && url !== null && Reflect.get(url, 'verifyCert') === undefined,
    }),
    ...inTriggers(`template.${type}.source.git`, {
      level: 'differs',
      says: 'read without submodules; cloneDirectory is not needed',
    }),
  ]),
  ...inTriggers('template.argoWorkflow.args', {
    level: 'differs',
    says: 'read here, without the argo program: flags that wait or show have no effect, and others are checked by validate',
  }),
  ...inTriggers('policy.k8s', {
    level: 'differs',
    says: 'waits in the bus; a retry after it failed looks at the same object again',
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
