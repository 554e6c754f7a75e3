import type { EndpointPattern } from './endpoint-pattern.ts'
import type { Receiver } from './receiver.ts'
import type { Target } from './target.ts'

/** What stands behind an endpoint. `broken`: an event whose manifest is at fault; it takes nothing until that is put right. */
export type Route =
  | {
      readonly kind: 'serving'
      readonly pattern: EndpointPattern
      readonly target: Target
      readonly receiver: Receiver
    }
  | { readonly kind: 'broken'; readonly pattern: EndpointPattern }

/** The endpoints of one port. */
export class RouteTable {
  readonly #exact = new Map<string, Route>()
  readonly #templates: { readonly matches: (path: string) => boolean; readonly route: Route }[] = []

  /** Adds a route; false when another one has the very same endpoint. */
  add(route: Route): boolean {
    const { pattern } = route
    const endpoint = pattern.kind === 'exact' ? pattern.path : pattern.text
    if (this.#exact.has(endpoint)) return false
    // The text of a template cannot be asked for, as a path with braces: it stands here for the check above alone.
    this.#exact.set(endpoint, route)
    if (pattern.kind === 'template') this.#templates.push({ matches: pattern.matches, route })
    return true
  }

  /** The route of exactly this path. */
  exact(path: string): Route | undefined {
    const route = this.#exact.get(path)
    return route?.pattern.kind === 'exact' ? route : undefined
  }

  /** The first route whose template matches the path. */
  template(path: string): Route | undefined {
    return this.#templates.find(({ matches }) => matches(path))?.route
  }
}
