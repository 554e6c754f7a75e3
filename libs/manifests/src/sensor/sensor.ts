import { objectMetadata } from '../blocks/metadata.ts'
import { podTemplate } from '../blocks/pod-template.ts'
import { boolean, integer, jsonObject, list, map, may, need, object, oneOf, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { dependency } from './dependency.ts'
import { trigger } from './trigger.ts'

const sensorSpec = object('SensorSpec', {
  dependencies: need(list(dependency), 'The events it waits for.', 'at least one dependency is required'),
  triggers: need(list(trigger), 'What it does then.', 'at least one trigger is required'),
  eventBusName: may(string(), 'EventBus of that name in the same namespace. Default default.'),
  template: may(podTemplate, 'Customisation of the pods.'),
  replicas: may(integer(), 'Pods. Default 1.'),
  revisionHistoryLimit: may(integer(), 'Kubernetes: how many old Deployments to keep.'),
  errorOnFailedRound: may(boolean(), 'Accepted, of no effect.'),
  loggingFields: may(map(string({ keepEmpty: true })), 'Extra fields of log lines.'),
})

export type SensorSpec = Infer<typeof sensorSpec>

/** What happens when events have come: `argoproj.io/v1alpha1`, kind Sensor. */
export const sensor = object('Sensor', {
  apiVersion: need(string(), 'argoproj.io/v1alpha1.'),
  kind: need(oneOf(['Sensor']), 'Sensor.'),
  metadata: need(objectMetadata, 'Name, namespace, labels, annotations.'),
  spec: need(sensorSpec, 'What it does.'),
  status: may(jsonObject(), 'Kubernetes: what a controller says of it.'),
})

export type Sensor = Infer<typeof sensor>
