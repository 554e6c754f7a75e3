import { errorOfStatus } from './error-of-status.ts'
import { at, textAt } from './json-parts.ts'
import { KubeError } from './kube-error.ts'
import { isKubeObject, type KubeObject } from './kube-object.ts'

/** What a watch tells. */
export type WatchEvent =
  | { readonly kind: 'put'; readonly object: KubeObject }
  | { readonly kind: 'gone'; readonly object: KubeObject }
  /** Everything up to this version has been told. */
  | { readonly kind: 'bookmark'; readonly resourceVersion: string }

/** Reads the lines of a watch. Throws `KubeError`, `gone` where the version is forgotten. */
export async function* watchEvents(lines: AsyncIterable<string>, path: string): AsyncGenerator<WatchEvent> {
  for await (const line of lines) {
    const event = watchEvent(line, path)
    if (event !== undefined) yield event
  }
}

/** One line. Undefined for a kind of event that this client does not know. */
export function watchEvent(line: string, path: string): WatchEvent | undefined {
  const event = parsed(line, path)
  const object = at(event, 'object')
  switch (textAt(event, 'type')) {
    case 'ADDED':
    case 'MODIFIED':
      if (isKubeObject(object)) return { kind: 'put', object }
      break
    case 'DELETED':
      if (isKubeObject(object)) return { kind: 'gone', object }
      break
    case 'BOOKMARK':
      return { kind: 'bookmark', resourceVersion: textAt(object, 'metadata', 'resourceVersion') }
    case 'ERROR': {
      const status = at(object, 'code')
      const isSecret = path.includes('/secrets')
      throw errorOfStatus({
        status: typeof status === 'number' ? status : 500,
        body: object,
        what: `WATCH ${path}`,
        isSecret,
      })
    }
    default:
      return undefined
  }
  throw new KubeError('answer-invalid', `WATCH ${path}: an event without an object`)
}

function parsed(line: string, path: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch (cause) {
    // The connection broke within a line: as if it had broken before it.
    throw new KubeError('api-away', `WATCH ${path}: a broken line`, { cause })
  }
}
