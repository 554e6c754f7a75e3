import { textAt, type KubeObject } from '@millrace/kube'
import { isJsonObject } from '@millrace/manifests'

/** The object that an attempt has made or changed, and how often it was looked at. Travels with the invocation. */
export interface Awaited {
  readonly apiVersion: string
  readonly kind: string
  /** Empty for kinds without namespaces. */
  readonly namespace: string
  readonly name: string
  /** Tells it from one that takes its name later. */
  readonly uid: string
  readonly looks: number
  /** It is being deleted, and awaited to be gone. */
  readonly isLeaving: boolean
}

/** What is to be known of an object to look at it again. */
export function awaitedOf(object: KubeObject, isLeaving: boolean): Awaited {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: textAt(object, 'metadata', 'namespace'),
    name: object.metadata.name,
    uid: textAt(object, 'metadata', 'uid'),
    looks: 1,
    isLeaving,
  }
}

/** Reads what {@link awaitedOf} gave, as JSON. Undefined where it is of another version. */
export function readAwaited(text: string): Awaited | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isJsonObject(value)) return undefined
  const { looks, isLeaving } = value
  if (typeof looks !== 'number' || typeof isLeaving !== 'boolean') return undefined
  const [apiVersion, kind, name] = [textAt(value, 'apiVersion'), textAt(value, 'kind'), textAt(value, 'name')]
  if (apiVersion === '' || kind === '' || name === '') return undefined
  const [namespace, uid] = [textAt(value, 'namespace'), textAt(value, 'uid')]
  return { apiVersion, kind, name, namespace, uid, looks, isLeaving }
}

/** `Workflow/n/made`: what an outcome names, and people search by. Undefined of what is being deleted. */
export function createdText({ kind, namespace, name, isLeaving }: Awaited): string | undefined {
  if (isLeaving) return undefined
  return namespace === '' ? `${kind}/${name}` : `${kind}/${namespace}/${name}`
}

/** `Workflow n/made`, for people. */
export function awaitedText({ kind, namespace, name }: Awaited): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`
}
