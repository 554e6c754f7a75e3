import { EVENT_SOURCE_TYPES, eventSourceTypeKeys, type EventSourceType } from '@millrace/manifests'
import type { MigrateNote } from './migrate-note.ts'

/** The types whose events come in; a test holds this against the services. */
export const receivedTypes: readonly EventSourceType[] = ['calendar', 'github', 'gitlab', 'resource', 'webhook']

const hook = 'hooks are received, but not registered with the provider yet'
const managed = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Reflect.get(Reflect.get(value, 'webhook') ?? {}, 'url') !== undefined

/** What differs in EventSources. */
export const eventSourceNotes: readonly MigrateNote[] = [
  ...eventSourceTypeKeys
    .filter((type) => !receivedTypes.includes(type))
    .map((type): MigrateNote => {
      const isHttp = EVENT_SOURCE_TYPES[type].webhook !== 'none'
      return {
        kind: 'EventSource',
        path: `spec.${type}.*`,
        level: 'unsupported',
        says: `events of type ${type} are not ${isHttp ? 'received' : 'pulled'} yet`,
      }
    }),
  ...(['github', 'gitlab'] as const).map((type): MigrateNote => ({
    kind: 'EventSource',
    path: `spec.${type}.*`,
    level: 'unsupported',
    says: hook,
    remedy: 'register the hook at the provider by hand',
    when: managed,
  })),
  {
    kind: 'EventSource',
    path: 'spec.gitlab.*.secretToken',
    level: 'differs',
    says: 'the token is always checked; the original checks it only where it manages the hooks',
  },
  {
    kind: 'EventSource',
    path: 'spec.replicas',
    level: 'differs',
    says: 'there is no pod for each EventSource',
    remedy: 'scale the Deployments ingest and sources',
  },
  ...['container', 'volumes', 'nodeSelector', 'tolerations', 'affinity', 'securityContext', 'priorityClassName'].map(
    (field): MigrateNote => ({
      kind: 'EventSource',
      path: `spec.template.${field}`,
      level: 'differs',
      says: 'there is no pod for each EventSource: this has no effect',
    }),
  ),
  {
    kind: 'EventSource',
    path: 'spec.resource.*',
    level: 'differs',
    says: 'what was told is remembered: a restart tells what happened meanwhile, and no object as new again',
  },
  {
    kind: 'EventSource',
    path: 'spec.resource.*.filter.afterStart',
    level: 'differs',
    says: 'the start is the first one of this event, not that of each pod',
  },
  {
    kind: 'EventSource',
    path: 'spec.resource.*.filter.fields.*',
    level: 'differs',
    says: 'a field without an operation is compared by ==; the original rejects every object then',
    when: (field) => typeof field === 'object' && field !== null && Reflect.get(field, 'operation') === undefined,
  },
  {
    kind: 'EventSource',
    path: 'spec.calendar.*',
    level: 'differs',
    says: 'a tick’s eventTime is the scheduled time, without the process’s own clock (m=+…) behind it',
  },
  {
    kind: 'EventSource',
    path: 'spec.calendar.*.persistence.configMap',
    level: 'differs',
    says: 'the last tick is remembered on the bus; this ConfigMap is neither read nor written',
  },
]
