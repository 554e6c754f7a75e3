import { objectMetadata } from '../blocks/metadata.ts'
import { jsonObject, may, need, object, oneOf, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { eventSourceSpec } from './spec.ts'

/** Where events come from: `argoproj.io/v1alpha1`, kind EventSource. */
export const eventSource = object('EventSource', {
  apiVersion: need(string(), 'argoproj.io/v1alpha1.'),
  kind: need(oneOf(['EventSource']), 'EventSource.'),
  metadata: need(objectMetadata, 'Name, namespace, labels, annotations.'),
  spec: need(eventSourceSpec, 'What it does.'),
  status: may(jsonObject(), 'Kubernetes: what a controller says of it.'),
})

export type EventSource = Infer<typeof eventSource>
