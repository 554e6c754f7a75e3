import { isJsonObject, type JsonObject, type JsonValue } from '@millrace/manifests'

/**
 * An object over another, as the operation `update` puts it: maps are merged, everything else is replaced, also by empty
 * values and null. Both are as deep as the API lets objects be.
 */
export function merged(under: JsonObject, over: JsonObject): JsonObject {
  const both = new Map<string, JsonValue>(Object.entries(under))
  for (const [name, value] of Object.entries(over)) {
    const before = both.get(name)
    both.set(name, isJsonObject(before) && isJsonObject(value) ? merged(before, value) : value)
  }
  // Through a map, so that a member `__proto__` stays a member.
  return Object.fromEntries(both)
}
