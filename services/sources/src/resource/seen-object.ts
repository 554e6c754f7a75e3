import { objectAt, textAt } from '@millrace/kube'
import { encodeFloat, encodeJson, isJsonMap, JsonNumber, parseInt64, shapeOfJson, writeJson } from '@millrace/value'
import type { JsonMap, JsonShape, Writable } from '@millrace/value'

/** An object in one of its versions, as the API told it. */
export interface SeenObject {
  /** Names it over all its versions: its uid. */
  readonly id: string
  readonly version: string
  readonly name: string
  /** Empty where there is none. */
  readonly namespace: string
  /** Its JSON as the payload has it. */
  readonly text: string
}

/** Reads an object of the API. */
export function seenObject(object: JsonMap): SeenObject {
  const metadata = isJsonMap(object['metadata']) ? object['metadata'] : {}
  const of = (name: string): string => {
    const value = metadata[name]
    return typeof value === 'string' ? value : ''
  }
  const uid = of('uid')
  return {
    // What has no uid is told apart by its place.
    id: uid === '' ? `${of('namespace')}/${of('name')}` : uid,
    version: of('resourceVersion'),
    name: of('name'),
    namespace: of('namespace'),
    text: objectText(object),
  }
}

/**
 * An object's JSON as the original writes it: names sorted, `<`, `>`, `&` escaped; a number that is an int64 keeps its
 * digits, any other is a float64.
 */
export function objectText(object: JsonMap): string {
  return writeJson<Writable>(object, shapeOf)
}

/** What remains of an object's JSON where only its place is to be known. */
export function stubOf(text: string): string {
  const object: unknown = JSON.parse(text)
  const metadata = objectAt(object, 'metadata')
  const place = ['name', 'namespace', 'resourceVersion', 'uid'].filter((name) => Object.hasOwn(metadata, name))
  const kept = Object.fromEntries(place.map((name) => [name, textAt(metadata, name)]))
  return encodeJson({ apiVersion: textAt(object, 'apiVersion'), kind: textAt(object, 'kind'), metadata: kept })
}

function shapeOf(value: Writable): JsonShape<Writable> {
  if (!(value instanceof JsonNumber)) return shapeOfJson(value)
  const integer = value.isInteger ? parseInt64(value.text, 10) : undefined
  if (integer?.kind === 'int') return String(integer.value)
  const float = Number(value.text)
  // What no float64 holds stays as it was written.
  return Number.isFinite(float) ? encodeFloat(float) : value.text
}
