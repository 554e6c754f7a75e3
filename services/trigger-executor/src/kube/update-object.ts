import type { KubeObject } from '@millrace/kube'
import type { JsonObject } from '@millrace/manifests'
import { marked } from '@millrace/sensor'
import { againOnConflict } from './again-on-conflict.ts'
import { createObject } from './create-object.ts'
import { cannot, missing, withdrawn, type Deed, type Intent } from './deed.ts'
import { isMarked } from './mark.ts'
import { merged } from './merged.ts'

/** An object as it is to be; `first` is done before it is written. */
export interface Reshaped {
  readonly kind: 'object'
  readonly object: JsonObject
  readonly first?: () => Promise<void>
}

/** The object as it is to be, from the object as it is; or why there is none. */
export type Reshape = (live: KubeObject) => Reshaped | Extract<Deed, { kind: 'failed' }>

/** Merges the intent's object over the one in the cluster; where there is none it is created. */
export function updateObject(intent: Intent): Promise<Deed> {
  return replaceLive(
    intent,
    (live) => ({ kind: 'object', object: merged(live, intent.object) }),
    () => createObject(intent),
  )
}

/** Replaces the object in the cluster by what `reshape` makes of it. */
export function updateLiveObject(intent: Intent, reshape: Reshape): Promise<Deed> {
  const { resource, ref } = intent.errand
  const none = cannot(`there is no ${resource.kind} ${ref.name} to take as liveObject`, missing)
  return replaceLive(intent, reshape, () => Promise.resolve(none))
}

/**
 * Reads, reshapes and replaces what was read and nothing newer; a conflict begins anew. What carries the invocation's mark
 * was done by an earlier attempt.
 */
export function replaceLive(
  { errand, mark, begin }: Omit<Intent, 'object'>,
  reshape: Reshape,
  onMissing: () => Promise<Deed>,
): Promise<Deed> {
  return againOnConflict(async () => {
    const live = await errand.find()
    if (live === undefined) return onMissing()
    if (isMarked(live, mark)) return { kind: 'done', object: live }
    const shaped = reshape(live)
    if (shaped.kind === 'failed') return shaped
    if (!begin()) return withdrawn
    await shaped.first?.()
    // It has a name and a kind, as what it was made of.
    const next = marked(shaped.object, mark.annotations) as KubeObject
    return { kind: 'done', object: await errand.replace(next) }
  })
}
