import { listAt, textAt, type KubeObject } from '@millrace/kube'

/** Ours, on objects that something is kept for. */
export const ourFinalizer = 'millrace.io/controller'

/** Those of the original's controller, which will not come for objects that it left to us. */
const originalFinalizers: ReadonlySet<string> = new Set([
  'eventbus-controller',
  'sensor-controller',
  'eventsource-controller',
])

export type FinalizerStep =
  | { readonly kind: 'none' }
  /** The finalizers that the object is to have. */
  | { readonly kind: 'add'; readonly finalizers: readonly string[] }
  /** It is being deleted: clean up, then leave these finalizers. */
  | { readonly kind: 'clean'; readonly left: readonly string[] }

/** What an object's finalizers ask for. */
export function finalizerStep(object: KubeObject): FinalizerStep {
  const finalizers = listAt(object, 'metadata', 'finalizers').filter((one) => typeof one === 'string')
  if (textAt(object, 'metadata', 'deletionTimestamp') !== '') {
    const left = finalizers.filter((one) => one !== ourFinalizer && !originalFinalizers.has(one))
    return left.length === finalizers.length ? { kind: 'none' } : { kind: 'clean', left }
  }
  if (finalizers.includes(ourFinalizer) || !keepsSomething(object)) return { kind: 'none' }
  return { kind: 'add', finalizers: [...finalizers, ourFinalizer] }
}

/**
 * Whether something is kept for an object that must go with it: an EventBus has a stream, and a Sensor with several
 * dependencies may have joins. Others need no second write for each object.
 */
function keepsSomething(object: KubeObject): boolean {
  if (object.kind === 'EventBus') return true
  return object.kind === 'Sensor' && listAt(object, 'spec', 'dependencies').length > 1
}
