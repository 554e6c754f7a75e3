import { objectMetadata } from '../blocks/metadata.ts'
import { boolean, map, may, need, object, oneOf, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'

const values = map(string({ keepEmpty: true }))

/** A Kubernetes ConfigMap, v1. */
export const configMap = object('ConfigMap', {
  apiVersion: need(string(), 'v1.'),
  kind: need(oneOf(['ConfigMap']), 'ConfigMap.'),
  metadata: need(objectMetadata, 'Name, namespace, labels, annotations.'),
  data: may(values, 'Values.'),
  binaryData: may(values, 'Values in base64.'),
  immutable: may(boolean(), 'It never changes.'),
})

export type ConfigMap = Infer<typeof configMap>
