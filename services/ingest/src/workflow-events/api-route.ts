import { cleanPath, readTarget } from '../clean-path.ts'

/** What a request to the port of the Workflows event API is for. */
export type ApiRoute =
  | { readonly kind: 'receive'; readonly namespace: string; readonly discriminator: string }
  /** An empty namespace: of all. */
  | { readonly kind: 'list'; readonly namespace: string; readonly query: string }
  | { readonly kind: 'health' }
  /** The path was not clean: `//`, `.`, `..`. */
  | { readonly kind: 'moved'; readonly location: string }
  /** Under `/api/`, and nothing that is served: the original answers 501, never 404 or 405. */
  | { readonly kind: 'not-implemented' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'malformed' }

const eventsPath = '/api/v1/events/'
const bindingsPath = '/api/v1/workflow-event-bindings/'

/** Matches as the original does: on the path with its percent-encoding undone, after cleaning it. */
export function apiRouteOf(url: string, method: string): ApiRoute {
  const target = readTarget(url)
  if (target === undefined) return { kind: 'malformed' }
  const { path, query } = target
  const clean = cleanPath(path)
  if (clean !== path) return { kind: 'moved', location: locationOf(clean, query) }
  if (path === '/health') return { kind: 'health' }
  if (!path.startsWith('/api/')) return { kind: 'not-found' }
  if (method === 'POST' && path.startsWith(eventsPath)) {
    const [namespace = '', discriminator, ...more] = path.slice(eventsPath.length).split('/')
    // A colon in the last part begins a verb of the original's gateway, and it has none here.
    const isPlain = more.length === 0 && namespace !== '' && discriminator?.includes(':') === false
    if (isPlain) return { kind: 'receive', namespace, discriminator }
  }
  if (method === 'GET' && path.startsWith(bindingsPath)) {
    const namespace = path.slice(bindingsPath.length)
    if (!/[/:]/u.test(namespace)) return { kind: 'list', namespace, query }
  }
  return { kind: 'not-implemented' }
}

function locationOf(path: string, query: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  return query === '' ? encoded : `${encoded}?${query}`
}
