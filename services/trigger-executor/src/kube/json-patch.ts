import { isJsonObject, patchMember, type JsonObject, type JsonValue } from '@millrace/manifests'
import { at, objectAt, textAt, type KubeObject } from '@millrace/kube'

/** The operations that a source holds, or why there are none. */
export function patchOperations(source: JsonObject): readonly JsonValue[] | string {
  const list = at(source, patchMember)
  if (Array.isArray(list) && list.length > 0 && list.every(isJsonObject)) return list
  return `with application/json-patch+json the source needs ${patchMember}: a list of operations such as {op: add, path: /spec/x, value: 1}, beside apiVersion, kind and metadata`
}

/**
 * The operations, with those that leave a mark, for the object as it is now: another change in between makes the whole
 * patch a conflict, so that it is applied to what was looked at or not at all.
 */
export function markedPatch(
  operations: readonly JsonValue[],
  live: KubeObject,
  annotations: Readonly<Record<string, string>>,
): readonly JsonValue[] {
  const path = '/metadata/annotations'
  const version = textAt(live, 'metadata', 'resourceVersion')
  const hasAnnotations = Object.keys(objectAt(live, 'metadata', 'annotations')).length > 0
  const marks = hasAnnotations
    ? Object.entries(annotations).map(([name, value]) => ({ op: 'add', path: `${path}/${escaped(name)}`, value }))
    : [{ op: 'add', path, value: annotations }]
  return [{ op: 'replace', path: '/metadata/resourceVersion', value: version }, ...marks, ...operations]
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
