import { isKubeError, type KubeObject } from '@millrace/kube'
import type { JsonObject } from '@millrace/manifests'
import { ErrandError, type Errand } from './errand.ts'
import { isMarked, type Mark } from './mark.ts'

/** What became of an object that was to be there once. */
export type CreatedOnce =
  | { readonly kind: 'created'; readonly object: KubeObject }
  /** An earlier attempt of this invocation, or another replica, has created it. */
  | { readonly kind: 'found'; readonly object: KubeObject }
  /** Its name is another's. */
  | { readonly kind: 'taken'; readonly object: KubeObject }

/**
 * Creates an object that has its final name and this invocation's mark, or finds that it is there already. Repeating it is
 * safe, also while somebody else does the same. `looker` looks at what is there, for users that may create and not read;
 * absent: the user looks. Rejects with `ErrandError`.
 */
export async function createOnce(
  errand: Errand,
  object: JsonObject,
  mark: Pick<Mark, 'invocationId'>,
  looker = errand,
): Promise<CreatedOnce> {
  try {
    return { kind: 'created', object: await errand.create(object) }
  } catch (error) {
    if (!(error instanceof ErrandError) || !isKubeError(error.fault, 'already-exists')) throw error
    const there = await looker.find()
    // Gone between the two calls: what was there was on its way out.
    if (there === undefined) throw error
    return { kind: isMarked(there, mark) ? 'found' : 'taken', object: there }
  }
}
