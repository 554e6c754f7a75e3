import { patchTypes, type KubeObject, type PatchStrategy } from '@millrace/kube'
import type { JsonValue } from '@millrace/manifests'
import { marked } from '@millrace/sensor'
import { againOnConflict } from './again-on-conflict.ts'
import { createObject } from './create-object.ts'
import { cannot, missing, withdrawn, type Deed, type Intent } from './deed.ts'
import type { Errand } from './errand.ts'
import { markedPatch, patchOperations } from './json-patch.ts'
import { isMarked } from './mark.ts'

/** `patchStrategy` of a manifest. */
export type ManifestStrategy = (typeof patchTypes)[PatchStrategy] | typeof applyType

/** Server-side apply, which is a method of its own everywhere. */
export const applyType = 'application/apply-patch+yaml'

/** The name under which server-side apply notes whose fields they are: each trigger has its own. */
export function fieldManagerOf(sensor: string, trigger: string): string {
  return `millrace/${sensor}/${trigger}`.slice(0, fieldManagerLengthMax)
}

/** What Kubernetes lets it have. */
const fieldManagerLengthMax = 128

/** Patches the object; where there is none it is created, as far as the strategy holds a whole one. */
export async function patchObject(intent: Intent, strategy: ManifestStrategy, fieldManager: string): Promise<Deed> {
  const { errand, object, mark, begin } = intent
  const operations = strategy === patchTypes.json ? patchOperations(object) : []
  if (typeof operations === 'string') return cannot(operations)
  return againOnConflict(async () => {
    const live = await errand.find()
    if (live === undefined) return patchNothing(intent, strategy)
    if (isMarked(live, mark)) return { kind: 'done', object: live }
    if (!begin()) return withdrawn
    const send = sender(errand, strategy, { object: marked(object, mark.annotations) as KubeObject, fieldManager })
    return { kind: 'done', object: await send(markedPatch(operations, live, mark.annotations)) }
  })
}

function patchNothing(intent: Intent, strategy: ManifestStrategy): Promise<Deed> {
  if (strategy !== patchTypes.json) return createObject(intent)
  const { resource, ref } = intent.errand
  return Promise.resolve(cannot(`there is no ${resource.kind} ${ref.name} to patch`, missing))
}

/** The call of a strategy; only a JSON patch is made of operations. */
function sender(
  errand: Errand,
  strategy: ManifestStrategy,
  { object, fieldManager }: { readonly object: KubeObject; readonly fieldManager: string },
): (operations: readonly JsonValue[]) => Promise<KubeObject> {
  switch (strategy) {
    case patchTypes.json:
      return (operations) => errand.patch('json', operations)
    case patchTypes.merge:
      return () => errand.patch('merge', object)
    case patchTypes.strategic:
      return () => errand.patch('strategic', object)
    case applyType:
      // Nobody is there to settle a conflict of owners: the trigger takes the fields that it names.
      return () => errand.apply(object, { fieldManager, isForced: true })
    default:
      return strategy satisfies never
  }
}
