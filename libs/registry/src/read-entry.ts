import type { KvEntry } from '@nats-io/kv'
import { keyOf, keyText, registryKinds, type RegistryObject } from './registry-object.ts'

/** The object of an entry; undefined for a removal, and for what the controller cannot have written. */
export function readEntry(entry: KvEntry): RegistryObject | undefined {
  if (entry.operation !== 'PUT') return undefined
  const object = parsed(entry)
  return object !== undefined && keyText(keyOf(object)) === entry.key ? object : undefined
}

function parsed(entry: KvEntry): RegistryObject | undefined {
  try {
    const value: unknown = entry.json()
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The controller writes nothing but validated objects; anybody else's writing is told from it by its outline. */
function isObject(value: unknown): value is RegistryObject {
  if (!isRecord(value) || !isRecord(value['metadata']) || !isRecord(value['spec'])) return false
  const { name, namespace } = value['metadata']
  const kinds: readonly unknown[] = registryKinds
  return kinds.includes(value['kind']) && typeof name === 'string' && typeof namespace === 'string'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
