import { metadataMember } from '@millrace/deliveries'
import { serviceAccountUser, type KubeUserInfo } from '@millrace/kube'
import { SourceFault } from '../source-fault.ts'
import type { WantedSource } from '../wanted-sources.ts'
import { labelSelector } from './label-selector.ts'
import { objectFilter, type ObjectFilter } from './object-filter.ts'
import type { PayloadFrame } from './payload.ts'
import type { Told } from './known-objects.ts'

/** What a `resource` event asks for. */
export interface ResourcePlan extends PayloadFrame {
  /** Undefined: of all namespaces. */
  readonly namespace: string | undefined
  readonly labelSelector: string | undefined
  readonly kinds: ReadonlySet<Told['kind']>
  readonly passes: ObjectFilter
  /** In whose name the cluster is asked: the EventSource's own account. */
  readonly account: KubeUserInfo
  /** Of the selection: what was remembered of another one says nothing. */
  readonly fingerprint: string
  /** What objects hold is a secret: it is not remembered. */
  readonly isSecret: boolean
}

/** Throws `SourceFault`. */
export function planResource({ declared, field, target, serviceAccount = 'default' }: WantedSource): ResourcePlan {
  if (declared.type !== 'resource') throw new SourceFault('settings-invalid', `${field} is no resource event`)
  const { group = '', version, resource: plural, namespace, eventTypes, filter, metadata } = declared.event
  const selector = labelSelector(filter?.labels)
  return {
    group,
    version,
    plural,
    namespace: namespace === '' ? undefined : namespace,
    labelSelector: selector,
    kinds: new Set(eventTypes),
    passes: objectFilter(filter),
    metadata: metadataMember(metadata),
    account: serviceAccountUser(target.namespace, serviceAccount),
    fingerprint: JSON.stringify([group, version, plural, namespace ?? '', selector ?? '']),
    isSecret: group === '' && plural === 'secrets',
  }
}
