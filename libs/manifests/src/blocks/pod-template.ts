import { integer, jsonObject, list, map, may, object, oneOf, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { podMetadata } from './metadata.ts'

const pullPolicies = ['Always', 'IfNotPresent', 'Never'] as const

/** What can be said of a container that the system runs by itself. */
export const containerTemplate = object('ContainerTemplate', {
  resources: may(jsonObject(), 'Kubernetes resource requirements.'),
  imagePullPolicy: may(oneOf(pullPolicies), 'When to pull the image.'),
  securityContext: may(jsonObject(), 'Kubernetes security context of the container.'),
})

export type ContainerTemplate = Infer<typeof containerTemplate>

const container = object('Container', {
  resources: may(jsonObject(), 'Kubernetes resource requirements.'),
  imagePullPolicy: may(oneOf(pullPolicies), 'When to pull the image.'),
  securityContext: may(jsonObject(), 'Kubernetes security context of the container.'),
  volumeMounts: may(list(jsonObject()), 'Kubernetes volume mounts.'),
  env: may(list(jsonObject()), 'Kubernetes environment variables.'),
  envFrom: may(list(jsonObject()), 'Kubernetes sources of environment variables.'),
})

/** The fields of a pod that say where and as whom it runs. */
export const podSchedulingFields = {
  metadata: may(podMetadata, 'Labels and annotations of the pods.'),
  serviceAccountName: may(string(), 'Service account of the pods.'),
  securityContext: may(jsonObject(), 'Kubernetes security context of the pods.'),
  nodeSelector: may(map(string({ keepEmpty: true })), 'Labels that a node must have.'),
  tolerations: may(list(jsonObject()), 'Kubernetes tolerations.'),
  affinity: may(jsonObject(), 'Kubernetes affinity.'),
  imagePullSecrets: may(list(jsonObject()), 'Kubernetes references to pull secrets.'),
  priorityClassName: may(string(), 'Kubernetes priority class.'),
  priority: may(integer(), 'Kubernetes priority.'),
} as const

/** Customisation of the pods that Argo Events would run for an EventSource or Sensor. */
export const podTemplate = object('Template', {
  ...podSchedulingFields,
  container: may(container, 'Customisation of the main container.'),
  volumes: may(list(jsonObject()), 'Kubernetes volumes.'),
})

export type PodTemplate = Infer<typeof podTemplate>
