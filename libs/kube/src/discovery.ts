import { at, listAt, textAt } from './json-parts.ts'
import { isKubeError, KubeError } from './kube-error.ts'
import { apiVersionOf, type Resource } from './resource.ts'
import type { Caller } from './transport.ts'

interface Known {
  readonly byKind: ReadonlyMap<string, Resource>
  readonly readMs: number
}

/** What a server serves changes when CRDs do. */
const freshMs = 300_000
/** A kind that was not there is looked for again after this: its CRD may just have been installed. */
const missingMs = 2_000
const versionsMax = 500

/** Which resource serves which kind, as the server says; asked once for each apiVersion and kept. */
export class Discovery {
  readonly #transport: Pick<Caller, 'json'>
  readonly #known = new Map<string, Known>()

  constructor(transport: Pick<Caller, 'json'>) {
    this.#transport = transport
  }

  async resourceOf(apiVersion: string, kind: string, stop?: AbortSignal): Promise<Resource> {
    const known = this.#known.get(apiVersion)
    const found = known?.byKind.get(kind)
    const ageMs = performance.now() - (known?.readMs ?? -Infinity)
    if (found !== undefined && ageMs < freshMs) return found
    if (found === undefined && ageMs < missingMs) throw noSuchKind(apiVersion, kind)
    const byKind = await this.#read(apiVersion, stop)
    if (this.#known.size >= versionsMax) this.#known.clear()
    this.#known.set(apiVersion, { byKind, readMs: performance.now() })
    const resource = byKind.get(kind)
    if (resource === undefined) throw noSuchKind(apiVersion, kind)
    return resource
  }

  async #read(apiVersion: string, stop: AbortSignal | undefined): Promise<ReadonlyMap<string, Resource>> {
    const [first = '', second] = apiVersion.split('/')
    const own = second === undefined ? { group: '', version: first } : { group: first, version: second }
    const path = `/${own.group === '' ? 'api' : 'apis'}/${apiVersionOf(own).split('/').map(encodeURIComponent).join('/')}`
    try {
      const call = { method: 'GET', path } as const
      const answer = await this.#transport.json(stop === undefined ? call : { ...call, stop })
      return readResources(answer, own)
    } catch (error) {
      if (isKubeError(error, 'not-found')) return new Map()
      throw error
    }
  }
}

/** The resources of an `APIResourceList`, by kind. Subresources are left out. */
export function readResources(
  answer: unknown,
  own: { readonly group: string; readonly version: string },
): ReadonlyMap<string, Resource> {
  const byKind = new Map<string, Resource>()
  for (const item of listAt(answer, 'resources')) {
    const plural = textAt(item, 'name')
    const kind = textAt(item, 'kind')
    if (plural === '' || plural.includes('/') || byKind.has(kind)) continue
    byKind.set(kind, { ...own, plural, kind, isNamespaced: at(item, 'namespaced') === true })
  }
  return byKind
}

function noSuchKind(apiVersion: string, kind: string): KubeError {
  return new KubeError('no-such-kind', `${apiVersion} ${kind}`)
}
