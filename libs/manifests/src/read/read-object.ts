import { checkOf } from '../validate/check.ts'
import { checkMetadata } from '../validate/check-metadata.ts'
import type { Problem } from '../problem.ts'
import { decode } from '../schema/decode.ts'
import { isJsonObject, member, type JsonObject } from '../schema/json.ts'
import type { Path } from '../schema/path.ts'
import { Reading, type Located } from '../schema/reading.ts'
import { findKind, type KindOf, type Manifest } from './kinds.ts'
import { isSampleEvent, isSampleFile } from './sample-event.ts'
import type { Source } from './source.ts'

export interface ReadOptions {
  /** The namespace of objects that name none. Default `default`. */
  readonly defaultNamespace?: string
}

/** One object of a text, usable or not. */
export interface ReadObject<T extends Manifest = Manifest> {
  readonly kind: string
  /** Empty when the manifest does not tell. */
  readonly namespace: string
  /** Empty when the manifest does not tell. */
  readonly name: string
  readonly file: string
  readonly line: number
  readonly column: number
  /** Absent when one of the problems is an error. */
  readonly object?: T
  /** What could be read of an object that has errors, where its outline is whole: so that more of them can be told at once. */
  readonly draft?: T
  readonly problems: readonly Problem[]
  /** Where a part of `object` (an object or list within it), or one of its fields, stood in the text. */
  readonly locate: (node: object, ...fields: Path) => Located
}

/** What became of one value of a text: an object of ours, or a remark on something else. */
export type ReadOutcome =
  | { readonly kind: 'object'; readonly read: ReadObject }
  | { readonly kind: 'other'; readonly problems: readonly Problem[] }

const defaultNamespace = 'default'

/** Reads one JSON value as the object it says it is. */
export function readObject(value: unknown, source: Source, options: ReadOptions): ReadOutcome {
  const reading = new Reading(source)
  if (isSampleEvent(value)) return { kind: 'other', problems: [] }
  if (!isJsonObject(value)) {
    reading.report({
      severity: 'error',
      code: 'type',
      path: [],
      message: 'expected an object with apiVersion and kind',
    })
    return { kind: 'other', problems: reading.problems }
  }
  const kindName = member(value, 'kind')
  const apiVersion = member(value, 'apiVersion')
  const kind =
    typeof kindName === 'string'
      ? findKind(kindName, typeof apiVersion === 'string' ? apiVersion : undefined)
      : undefined
  if (typeof kindName !== 'string' || kind === undefined) {
    reportOther(value, kindName, apiVersion, reading, source.file)
    return { kind: 'other', problems: reading.problems }
  }
  const namespace = options.defaultNamespace ?? defaultNamespace
  const object = decodeKind(kind, withDefaults(value, kind, namespace, reading), reading)
  const metadata = member(value, 'metadata')
  return {
    kind: 'object',
    read: {
      kind: kindName,
      namespace: textOf(metadata, 'namespace') ?? namespace,
      name: textOf(metadata, 'name') ?? '',
      file: source.file,
      ...source.position([], 'value'),
      ...(object === undefined ? {} : reading.failed ? { draft: object } : { object }),
      problems: reading.problems,
      locate: (node, ...fields) => reading.locate(reading.pathOf(node, fields), fields.length === 0 ? 'key' : 'value'),
    },
  }
}

function decodeKind(kind: KindOf<Manifest>, value: JsonObject, reading: Reading): Manifest | undefined {
  const object = decode(kind.schema, value, [], reading)
  if (object === undefined) return undefined
  const check = checkOf(reading)
  const wasRead = !reading.failed
  checkMetadata(object.metadata, check)
  kind.check(object, check)
  if (wasRead) kind.checkWhole?.(object, check)
  return object
}

/** Fills in the namespace, and an apiVersion that was left out; warns of the latter. */
function withDefaults(value: JsonObject, kind: KindOf<Manifest>, namespace: string, reading: Reading): JsonObject {
  const apiVersion = member(value, 'apiVersion') ?? undefined
  if (apiVersion !== kind.apiVersion) {
    const message =
      apiVersion === undefined ? 'no apiVersion is given' : `apiVersion ${JSON.stringify(apiVersion)} is not known`
    const remedy = `write apiVersion: ${kind.apiVersion}`
    reading.report({ severity: 'warning', code: 'suspect', path: ['apiVersion'], message, remedy })
  }
  const metadata = member(value, 'metadata')
  const named = textOf(metadata, 'namespace')
  return {
    ...value,
    apiVersion: kind.apiVersion,
    ...(isJsonObject(metadata)
      ? { metadata: { ...metadata, namespace: named ?? member(metadata, 'namespace') ?? namespace } }
      : {}),
  }
}

function reportOther(value: JsonObject, kind: unknown, apiVersion: unknown, reading: Reading, file: string): void {
  if (typeof kind === 'string') {
    const group = typeof apiVersion === 'string' ? ` of ${apiVersion}` : ''
    const message = `ignored kind ${kind}${group}`
    reading.report({ severity: 'warning', code: 'ignored-kind', path: ['kind'], message })
    return
  }
  const isManifest = ['apiVersion', 'metadata', 'spec'].some((name) => Object.hasOwn(value, name))
  if (isManifest) {
    reading.report({ severity: 'error', code: 'required', path: ['kind'], message: 'the object has no kind' })
  } else if (!isSampleFile(file)) {
    const message = 'ignored, it has no kind and does not look like a manifest'
    reading.report({ severity: 'warning', code: 'ignored-kind', path: [], message })
  }
}

/** A member that is a text and not empty. */
function textOf(value: unknown, name: string): string | undefined {
  const found = isJsonObject(value) ? member(value, name) : undefined
  return typeof found === 'string' && found !== '' ? found : undefined
}
