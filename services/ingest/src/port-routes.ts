import { calledName } from './called-name.ts'
import { RouteTable, type Route } from './route-table.ts'
import type { Target } from './target.ts'

/** `shared`: it answers whoever comes. `named`: only who calls its EventSource by name. `taken`: its own EventSource has it. */
export type Added = 'shared' | 'named' | 'taken'

type Owner = Pick<Target, 'namespace' | 'eventSource'>

/**
 * The endpoints of one port. In a cluster each EventSource has a Service of its own, and several may well have the same
 * endpoint: who calls one by its Service's name gets that one's endpoints and no other's. All others share one table.
 */
export class PortRoutes {
  readonly #shared = new RouteTable()
  /** By name, then by namespace. */
  readonly #own = new Map<string, Map<string, RouteTable>>()

  add(route: Route, { namespace, eventSource }: Owner): Added {
    const named = this.#own.get(eventSource) ?? new Map<string, RouteTable>()
    const own = named.get(namespace) ?? new RouteTable()
    if (!own.add(route)) return 'taken'
    this.#own.set(eventSource, named.set(namespace, own))
    return this.#shared.add(route) ? 'shared' : 'named'
  }

  /** The route of exactly this path, for a caller that names this host. */
  exact(path: string, host = ''): Route | undefined {
    return this.#only(host, (table) => table.exact(path))
  }

  /** The first route whose template matches the path, for a caller that names this host. */
  template(path: string, host = ''): Route | undefined {
    return this.#only(host, (table) => table.template(path))
  }

  /** Where a name without a namespace may mean several, only what one of them has is found: no other's event is taken. */
  #only(host: string, look: (table: RouteTable) => Route | undefined): Route | undefined {
    const name = calledName(host)
    const named = name === undefined ? undefined : this.#own.get(name.eventSource)
    if (name === undefined || named === undefined) return look(this.#shared)
    if (name.namespace !== undefined) {
      const own = named.get(name.namespace)
      return own === undefined ? look(this.#shared) : look(own)
    }
    const found = [...named.values()].flatMap((table) => look(table) ?? [])
    return found.length === 1 ? found[0] : undefined
  }
}
