import { compile, quoteMeta } from '@millrace/re2'

/** An `endpoint` of a manifest, ready to be matched against cleaned, decoded paths. */
export type EndpointPattern =
  | { readonly kind: 'exact'; readonly path: string }
  | { readonly kind: 'template'; readonly text: string; readonly matches: (path: string) => boolean }

/** Characters of an endpoint with templates, at most. */
const templateCharsMax = 2_048

/**
 * Compiles an endpoint as gorilla/mux does: `{name}` stands for one path segment, `{name:pattern}` for what the RE2 pattern
 * matches; anything else stands for itself. Throws where the braces or a pattern are malformed.
 */
export function compileEndpoint(endpoint: string): EndpointPattern {
  if (!/[{}]/u.test(endpoint)) return { kind: 'exact', path: endpoint }
  if (endpoint.length > templateCharsMax) throw new SyntaxError(`longer than ${templateCharsMax} characters`)
  let pattern = '^'
  let at = 0
  for (const [open, close] of variables(endpoint)) {
    pattern += quoteMeta(endpoint.slice(at, open)) + variablePattern(endpoint.slice(open + 1, close))
    at = close + 1
  }
  const regexp = compile(`${pattern}${quoteMeta(endpoint.slice(at))}$`)
  return { kind: 'template', text: endpoint, matches: (path) => regexp.test(path) }
}

function variablePattern(variable: string): string {
  const colon = variable.indexOf(':')
  const name = colon < 0 ? variable : variable.slice(0, colon)
  const pattern = colon < 0 ? '[^/]+' : variable.slice(colon + 1)
  if (name === '' || pattern === '') throw new SyntaxError(`missing name or pattern in "{${variable}}"`)
  return `(?:${pattern})`
}

/** Places of the outer braces; patterns may have braces of their own. */
function variables(endpoint: string): readonly (readonly [open: number, close: number])[] {
  const found: [number, number][] = []
  let depth = 0
  let open = 0
  for (let at = 0; at < endpoint.length; at += 1) {
    if (endpoint[at] === '{') {
      if (depth === 0) open = at
      depth += 1
    } else if (endpoint[at] === '}') {
      depth -= 1
      if (depth === 0) found.push([open, at])
      if (depth < 0) break
    }
  }
  if (depth !== 0) throw new SyntaxError('unbalanced braces')
  return found
}
