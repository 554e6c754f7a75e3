import { decodeJson, isJsonMap, JsonError, type JsonMap, type JsonValue } from '@millrace/value'
import type { KubeClient, Selection } from './client.ts'
import { errorOfStatus } from './error-of-status.ts'
import { KubeError } from './kube-error.ts'
import { apiVersionOf, pathOf, type Resource } from './resource.ts'

/** What a watch tells, with every number of an object as it was written (`JsonNumber`). */
export type ExactEvent =
  | { readonly kind: 'added' | 'modified' | 'deleted'; readonly object: JsonMap }
  /** Everything up to this version has been told. */
  | { readonly kind: 'bookmark'; readonly resourceVersion: string }

export interface ExactPage {
  readonly items: readonly JsonMap[]
  readonly resourceVersion: string
  /** Absent on the last page. */
  readonly continue?: string
}

export interface ExactOptions extends Selection {
  readonly stop: AbortSignal
}

/** The changes after a version, until the server ends the watch. Rejects with `KubeError`, `gone` where the version is forgotten. */
export async function* exactWatch(
  client: KubeClient,
  resource: Resource,
  options: ExactOptions & { readonly resourceVersion: string; readonly timeoutMs: number },
): AsyncGenerator<ExactEvent> {
  const { namespace, labelSelector, fieldSelector, resourceVersion, timeoutMs, stop } = options
  const path = pathOf(resource, { namespace })
  const query = {
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion,
    labelSelector,
    fieldSelector,
    timeoutSeconds: String(Math.ceil(timeoutMs / 1_000)),
  }
  for await (const line of client.transport.lines({ method: 'GET', path, query, stop })) {
    const event = exactEvent(line, path)
    if (event !== undefined) yield event
  }
}

export interface PageOptions {
  readonly limit: number
  /** Of the page before. */
  readonly continue?: string | undefined
  /** What there was at this very version; absent: what there is. */
  readonly exactVersion?: string
}

/** One page of a list. Rejects with `KubeError`. */
export async function exactPage(
  client: KubeClient,
  resource: Resource,
  options: ExactOptions & PageOptions,
): Promise<ExactPage> {
  const { namespace, labelSelector, fieldSelector, limit, exactVersion, stop } = options
  const path = pathOf(resource, { namespace })
  const query = {
    labelSelector,
    fieldSelector,
    limit: String(limit),
    continue: options.continue,
    ...(exactVersion === undefined ? {} : { resourceVersion: exactVersion, resourceVersionMatch: 'Exact' }),
  }
  const answer = read(await client.transport.text({ method: 'GET', path, query, stop }), path)
  const metadata = mapAt(answer, 'metadata')
  const listKind = textAt(answer, 'kind')
  // The items of a list leave out what is the same for all of them.
  const common = {
    apiVersion: textAt(answer, 'apiVersion') || apiVersionOf(resource),
    kind: listKind.endsWith('List') ? listKind.slice(0, -'List'.length) : resource.kind,
  }
  const items = Array.isArray(answer['items']) ? answer['items'].filter(isJsonMap) : []
  const next = textAt(metadata, 'continue')
  return {
    items: items.map((item) => Object.assign({}, common, item)),
    resourceVersion: textAt(metadata, 'resourceVersion'),
    ...(next === '' ? {} : { continue: next }),
  }
}

/** One line of a watch. Undefined for a kind of event that this client does not know. */
export function exactEvent(line: string, path: string): ExactEvent | undefined {
  const event = read(line, path)
  const object = event['object']
  const type = textAt(event, 'type')
  if (type === 'ERROR') {
    // A status is small, and nobody asks for the digits of its numbers.
    const body: unknown = JSON.parse(line)
    throw errorOfStatus({ ...statusOf(body), what: `WATCH ${path}`, isSecret: path.includes('/secrets') })
  }
  if (!isJsonMap(object)) throw new KubeError('answer-invalid', `WATCH ${path}: an event without an object`)
  switch (type) {
    case 'ADDED':
      return { kind: 'added', object }
    case 'MODIFIED':
      return { kind: 'modified', object }
    case 'DELETED':
      return { kind: 'deleted', object }
    case 'BOOKMARK':
      return { kind: 'bookmark', resourceVersion: textAt(mapAt(object, 'metadata'), 'resourceVersion') }
    default:
      return undefined
  }
}

function statusOf(event: unknown): { readonly status: number; readonly body: unknown } {
  // What is missing is told by its absence.
  const body = (event as { readonly object?: { readonly code?: unknown } }).object
  return { status: typeof body?.code === 'number' ? body.code : 500, body }
}

function read(text: string, path: string): JsonMap {
  try {
    const value = decodeJson(text, { numbers: 'digits' })
    if (isJsonMap(value)) return value
  } catch (cause) {
    if (!(cause instanceof JsonError)) throw cause
    // The connection broke within a line: as if it had broken before it.
    throw new KubeError('api-away', `${path}: a broken answer`, { cause })
  }
  throw new KubeError('answer-invalid', `${path}: the answer is no object`)
}

function mapAt(map: JsonMap, name: string): JsonMap {
  const value: JsonValue | undefined = map[name]
  return isJsonMap(value) ? value : {}
}

function textAt(map: JsonMap, name: string): string {
  const value = map[name]
  return typeof value === 'string' ? value : ''
}
