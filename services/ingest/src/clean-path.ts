/** The target of a request, in the parts that routes look at. */
export interface RequestTarget {
  /** The path with its percent-encoding undone. */
  readonly path: string
  /** What follows the `?`, as it came. */
  readonly query: string
}

/** Takes a request target apart. Undefined: the percent-encoding is malformed. */
export function readTarget(url: string): RequestTarget | undefined {
  const local = url.startsWith('/') ? url : withoutOrigin(url)
  const mark = local.indexOf('?')
  const raw = mark < 0 ? local : local.slice(0, mark)
  const query = mark < 0 ? '' : local.slice(mark + 1)
  if (!raw.includes('%')) return { path: raw, query }
  try {
    return { path: decodeURIComponent(raw), query }
  } catch {
    return undefined
  }
}

/**
 * The path with `//`, `/.` and `/..` resolved, as gorilla/mux cleans it before it looks for a route; a trailing slash
 * stays, for it is significant.
 */
export function cleanPath(path: string): string {
  if (!/\/\/|\/\./u.test(path)) return path
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  const clean = `/${kept.join('/')}`
  return path.endsWith('/') && clean !== '/' ? `${clean}/` : clean
}

/** Proxies may send the absolute form `http://host/path`. */
function withoutOrigin(url: string): string {
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(?<path>.*)$/iu.exec(url)?.groups?.['path']
  if (path === undefined) return url
  return path.startsWith('/') ? path : `/${path}`
}
