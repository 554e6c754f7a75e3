import { integer, json, list, long, map, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'

const strings = map(string({ keepEmpty: true }))

/** Labels and annotations for pods and services. */
export const podMetadata = object('Metadata', {
  labels: may(strings, 'Labels.'),
  annotations: may(strings, 'Annotations.'),
})

export type PodMetadata = Infer<typeof podMetadata>

/** The metadata of an object. The namespace is filled in where the manifest has none. */
export const objectMetadata = object('ObjectMeta', {
  name: need(string(), 'Name, unique among the objects of the kind in the namespace.', 'the object has no name'),
  namespace: need(string(), 'Namespace.'),
  labels: may(strings, 'Labels.'),
  annotations: may(strings, 'Annotations, of which the millrace.io/ ones are settings.'),
  generateName: may(string(), 'Kubernetes: prefix of a name to make up.'),
  uid: may(string(), 'Kubernetes: identity.'),
  resourceVersion: may(string(), 'Kubernetes: version for optimistic locking.'),
  generation: may(long(0), 'Kubernetes: counts the changes of spec.'),
  creationTimestamp: may(string(), 'Kubernetes: time of creation.'),
  deletionTimestamp: may(string(), 'Kubernetes: time from which on it is being deleted.'),
  deletionGracePeriodSeconds: may(integer(), 'Kubernetes: how long deletion may take.'),
  finalizers: may(list(string()), 'Kubernetes: who must agree to the deletion.'),
  ownerReferences: may(list(json()), 'Kubernetes: owners.'),
  managedFields: may(list(json()), 'Kubernetes: who manages which field.'),
  selfLink: may(string(), 'Kubernetes: no longer in use.'),
})

export type ObjectMeta = Infer<typeof objectMetadata>
