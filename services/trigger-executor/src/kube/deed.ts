import type { KubeObject } from '@millrace/kube'
import type { JsonObject } from '@millrace/manifests'
import type { Errand } from './errand.ts'
import type { Mark } from './mark.ts'

/** What an invocation wants of one object. */
export interface Intent {
  readonly errand: Errand
  /** The object, or the part of it that changes, as the manifest and the events make it. */
  readonly object: JsonObject
  readonly mark: Mark
  /** Asked just before the first call that changes anything; false: somebody else acts. */
  readonly begin: () => boolean
}

/** What came of it. Refusals of the API are thrown as `ErrandError`. */
export type Deed =
  /**
   * It is done, by this attempt or an earlier one. `object`: as it was left; undefined where it is gone; `isLeaving`: it
   * is being deleted.
   */
  | { readonly kind: 'done'; readonly object: KubeObject | undefined; readonly isLeaving?: true }
  /** Nothing was done: `begin` said so. */
  | { readonly kind: 'withdrawn' }
  /** It cannot be done, or not now. `status`: HTTP's word for it, 0 where the manifest is at fault and will stay so. */
  | { readonly kind: 'failed'; readonly reason: string; readonly status: number }

export const withdrawn: Deed = { kind: 'withdrawn' }

/** `status`: see {@link Deed}. */
export function cannot(reason: string, status = 0): Extract<Deed, { kind: 'failed' }> {
  return { kind: 'failed', reason, status }
}

/** There is nothing of that name. */
export const missing = 404
/** The name is another's. */
export const taken = 409
