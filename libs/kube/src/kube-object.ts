import { isJsonObject, type JsonObject } from '@millrace/manifests'
import { KubeError } from './kube-error.ts'

/** An object as the API gave it: whatever it holds is kept. */
export interface KubeObject extends JsonObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: KubeMetadata
}

export interface KubeMetadata extends JsonObject {
  readonly name: string
}

/** Narrows an answer to an object. Throws `answer-invalid`. */
export function kubeObject(value: unknown, what: string): KubeObject {
  if (isKubeObject(value)) return value
  throw new KubeError('answer-invalid', `${what}: the answer is no object with a name`)
}

/** Whether a value has what every object of the API has. */
export function isKubeObject(value: unknown): value is KubeObject {
  if (!isJsonObject(value)) return false
  const { apiVersion, kind, metadata } = value
  const isNamed = isJsonObject(metadata) && typeof metadata['name'] === 'string'
  return typeof apiVersion === 'string' && typeof kind === 'string' && isNamed
}

/** `namespace/name`; the name alone where there is no namespace. */
export function refText(object: KubeObject): string {
  const { namespace, name } = object.metadata
  return typeof namespace === 'string' ? `${namespace}/${name}` : name
}
