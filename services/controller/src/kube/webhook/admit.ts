import { objectAt, textAt, type KubeObject } from '@millrace/kube'
import type { Problem } from '@millrace/manifests'
import { isDeepStrictEqual } from 'node:util'
import { readObject, type SensorLanguages } from '../read-object.ts'
import type { AdmissionRequest, AdmissionVerdict } from './admission-review.ts'

const problemsShownMax = 10
/** Kubernetes cuts longer warnings, and drops them all when they are more than 4,096 characters together. */
const warningCharsMax = 250
const warningsMax = 10

const allowed: AdmissionVerdict = { isAllowed: true, message: '', causes: [], warnings: [] }

/**
 * The verdict on an object that is to be stored: what `millrace validate` says of a file that holds it. What does not
 * change what an object says is let through whatever it says, so that a finalizer or a label can always be changed.
 */
export function admit(
  { object, oldObject, operation }: AdmissionRequest,
  languages: SensorLanguages,
): AdmissionVerdict {
  if (object === undefined || operation === 'DELETE') return allowed
  const isUnchanged = oldObject !== undefined && isDeepStrictEqual(said(object), said(oldObject))
  const { problems } = readObject(object, `${object.kind} ${object.metadata.name}`, languages)
  const warnings = problems
    .filter(({ severity }) => severity === 'warning')
    .slice(0, warningsMax)
    .map((problem) => textOf(problem).slice(0, warningCharsMax))
  const errors = problems.filter(({ severity }) => severity === 'error')
  const isLeaving = textAt(object, 'metadata', 'deletionTimestamp') !== ''
  if (errors.length === 0 || isUnchanged || isLeaving) return { ...allowed, warnings }
  const shown = errors.slice(0, problemsShownMax)
  const more = errors.length - shown.length
  return {
    isAllowed: false,
    message: [...shown.map(textOf), ...(more > 0 ? [`and ${more} more`] : [])].join('; '),
    causes: shown.map(({ path, message }) => ({ field: path, message })),
    warnings,
  }
}

/** What an object says: its spec, and the annotations that are settings. */
function said(object: KubeObject): object {
  return { spec: object['spec'], annotations: objectAt(object, 'metadata', 'annotations') }
}

function textOf({ path, message, remedy }: Problem): string {
  return `${path === '' ? '' : `${path}: `}${message}${remedy === undefined ? '' : ` (${remedy})`}`
}
