import { at, isKubeObject, textAt, type KubeObject } from '@millrace/kube'

/** What the API server asks about an object before it stores it. */
export interface AdmissionRequest {
  readonly uid: string
  readonly operation: string
  readonly object: KubeObject | undefined
  /** Of an update: as it was. */
  readonly oldObject: KubeObject | undefined
}

/** What is answered. */
export interface AdmissionVerdict {
  readonly isAllowed: boolean
  /** Why not; empty where it is allowed. */
  readonly message: string
  readonly causes: readonly { readonly field: string; readonly message: string }[]
  readonly warnings: readonly string[]
}

const version = 'admission.k8s.io/v1'

/** Reads an AdmissionReview; undefined where it is none. */
export function readReview(value: unknown): AdmissionRequest | undefined {
  const request = at(value, 'request')
  const uid = textAt(request, 'uid')
  if (textAt(value, 'kind') !== 'AdmissionReview' || textAt(value, 'apiVersion') !== version || uid === '')
    return undefined
  const object = at(request, 'object')
  const oldObject = at(request, 'oldObject')
  return {
    uid,
    operation: textAt(request, 'operation'),
    object: isKubeObject(object) ? object : undefined,
    oldObject: isKubeObject(oldObject) ? oldObject : undefined,
  }
}

/** The answer, as the API server reads it. */
export function reviewAnswer(uid: string, { isAllowed, message, causes, warnings }: AdmissionVerdict): object {
  const details = { causes: causes.map((cause) => ({ ...cause, reason: 'FieldValueInvalid' })) }
  const status = { status: 'Failure', code: 422, reason: 'Invalid', message, details }
  return {
    apiVersion: version,
    kind: 'AdmissionReview',
    response: {
      uid,
      allowed: isAllowed,
      ...(isAllowed ? {} : { status }),
      ...(warnings.length === 0 ? {} : { warnings }),
    },
  }
}
