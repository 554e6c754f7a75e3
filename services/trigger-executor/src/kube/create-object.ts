import { refText } from '@millrace/kube'
import { marked } from '@millrace/sensor'
import { createOnce } from './create-once.ts'
import type { Errand } from './errand.ts'
import { cannot, taken, withdrawn, type Deed, type Intent } from './deed.ts'

/** Creates the object; its name must be fixed already. `labels` go on it beside its own. `looker`: see {@link createOnce}. */
export async function createObject(
  intent: Intent,
  labels: Readonly<Record<string, string>> = {},
  looker?: Errand,
): Promise<Deed> {
  const { errand, object, mark, begin } = intent
  if (!begin()) return withdrawn
  const created = await createOnce(errand, marked(object, mark.annotations, labels), mark, looker)
  if (created.kind !== 'taken') return { kind: 'done', object: created.object }
  const what = `${errand.resource.kind} ${refText(created.object)}`
  return cannot(`${what} is there already, and is not of this invocation`, taken)
}
