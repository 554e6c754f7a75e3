import { parseYamlValue } from '../read/yaml-value.ts'
import { isJsonObject, member, type JsonObject } from '../schema/json.ts'
import type { Check } from '../validate/check.ts'
import { artifactPlace, type ArtifactLocation } from './artifact.ts'
import type { TriggerParameter } from './parameter.ts'

/** The object of a source where the manifest holds it; undefined where it is elsewhere, or is none. */
export function sourceObject(source: ArtifactLocation): JsonObject | undefined {
  const place = artifactPlace(source)
  if (place === 'resource') return source.resource
  if (place !== 'inline') return undefined
  const read = parseYamlValue(source.inline ?? '')
  return read.kind === 'value' && isJsonObject(read.value) ? read.value : undefined
}

/** What a rule about a source's object needs. */
export interface Sourced {
  readonly source: ArtifactLocation
  readonly parameters?: readonly TriggerParameter[]
}

/** Warns where an object has none of these members of its metadata, and no parameter writes one of them. */
export function checkNamed(
  { source, parameters = [] }: Sourced,
  names: readonly ('name' | 'generateName')[],
  message: string,
  check: Check,
): void {
  const object = sourceObject(source)
  if (object === undefined) return
  const metadata = member(object, 'metadata')
  const has = (name: string): boolean => isJsonObject(metadata) && typeof member(metadata, name) === 'string'
  const writes = (name: string): boolean =>
    parameters.some(({ dest }) => dest === 'metadata' || dest === `metadata.${name}`)
  if (names.some((name) => has(name) || writes(name))) return
  check.warning('suspect', source, [artifactPlace(source) ?? 'resource'], message)
}
