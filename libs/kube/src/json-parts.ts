import { isJsonObject, type JsonObject, type JsonValue } from '@millrace/manifests'

/** The member that lies at the path, or undefined where anything on the way is missing. */
export function at(value: unknown, ...path: readonly string[]): JsonValue | undefined {
  let here: unknown = value
  for (const name of path) {
    if (!isJsonObject(here) || !Object.hasOwn(here, name)) return undefined
    here = here[name]
  }
  // Everything below JSON is JSON.
  return here as JsonValue | undefined
}

/** The text at the path; empty where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path)
  return typeof found === 'string' ? found : ''
}

/** The object at the path; empty where there is none. */
export function objectAt(value: unknown, ...path: readonly string[]): JsonObject {
  const found = at(value, ...path)
  return isJsonObject(found) ? found : {}
}

/** The list at the path; empty where there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly JsonValue[] {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}
