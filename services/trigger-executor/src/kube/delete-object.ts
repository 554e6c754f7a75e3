import { isKubeError, textAt } from '@millrace/kube'
import { againOnConflict } from './again-on-conflict.ts'
import { withdrawn, type Deed, type Intent } from './deed.ts'
import { ErrandError } from './errand.ts'
import { isLeaving } from './mark.ts'

/** Deletes the object that is there now, and not one that takes its name meanwhile. None there is success. */
export function deleteObject({ errand, begin }: Intent): Promise<Deed> {
  return againOnConflict(async () => {
    const live = await errand.find()
    if (live === undefined) return { kind: 'done', object: undefined }
    if (isLeaving(live)) return { kind: 'done', object: live, isLeaving: true }
    if (!begin()) return withdrawn
    try {
      await errand.remove({ preconditions: { uid: textAt(live, 'metadata', 'uid') } })
      return { kind: 'done', object: live, isLeaving: true }
    } catch (error) {
      if (!(error instanceof ErrandError) || !isKubeError(error.fault, 'not-found')) throw error
      return { kind: 'done', object: undefined }
    }
  })
}
