import type { RegistryObject } from '@millrace/registry'
import { isDeepStrictEqual } from 'node:util'

/** Written by kubectl into what it applies; a copy of the manifest itself. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

interface Answer {
  readonly before: RegistryObject | undefined
  readonly next: RegistryObject | undefined
}

/** The last answer for each object that was read: a look at thousands of objects asks about all of them again. */
const answers = new WeakMap<RegistryObject, Answer>()

/**
 * The object as the registry is to keep it, with its generation: that of `before`, and one more where the spec or the
 * annotations changed. Undefined when nothing changed at all. The order of keys is no change.
 */
export function nextVersion(wanted: RegistryObject, before: RegistryObject | undefined): RegistryObject | undefined {
  const known = answers.get(wanted)
  if (known !== undefined) {
    if (known.before === before) return known.next
    // It has been brought in force as it was answered.
    if (known.next !== undefined && known.next === before) return undefined
  }
  const next = compared(wanted, before)
  answers.set(wanted, { before, next })
  return next
}

function compared(wanted: RegistryObject, before: RegistryObject | undefined): RegistryObject | undefined {
  const kept = asKept(wanted)
  if (before === undefined) return withGeneration(kept, 1)
  const { generation = 0, ...metadata } = before.metadata
  const isMeant =
    isDeepStrictEqual(kept.spec, before.spec) &&
    isDeepStrictEqual(kept.metadata.annotations ?? {}, metadata.annotations ?? {})
  const next = withGeneration(kept, isMeant ? Math.max(generation, 1) : generation + 1)
  return isDeepStrictEqual(next, before) ? undefined : next
}

/** Without what a cluster adds, and as JSON brings it back: an absent field is absent. */
function asKept({ apiVersion, kind, metadata, spec }: RegistryObject): RegistryObject {
  const { name, namespace, labels, annotations } = metadata
  const { [lastApplied]: _, ...own } = annotations ?? {}
  const hasAnnotations = Object.keys(own).length > 0
  const kept = {
    apiVersion,
    kind,
    metadata: { name, namespace, labels, ...(hasAnnotations ? { annotations: own } : {}) },
    spec,
  }
  // The same kind with the same spec, of which JSON keeps everything: it was read from JSON or YAML.
  return JSON.parse(JSON.stringify(kept)) as RegistryObject
}

function withGeneration(object: RegistryObject, generation: number): RegistryObject {
  return { ...object, metadata: { ...object.metadata, generation } }
}
