/** What names an action of OpenWhisk. */
export interface ActionPlace {
  /** `whisk.example`, `http://whisk.example:3233`; without a scheme https is spoken. */
  readonly host: string
  /** `_`, the namespace of whoever asks, when absent. */
  readonly namespace?: string | undefined
  /** `v1` when absent. */
  readonly version?: string | undefined
  /** `hello`, or `package/hello`. */
  readonly actionName: string
}

/** Where an action is invoked. Undefined when `host` is no address. */
export function openWhiskUrl({ host, namespace = '_', version = 'v1', actionName }: ActionPlace): URL | undefined {
  const base = URL.parse(/^[a-z][a-z\d+.-]*:\/\//iu.test(host) ? host : `https://${host}`)
  if (base === null || !/^https?:$/u.test(base.protocol)) return undefined
  if (base.search !== '' || base.hash !== '' || base.username !== '') return undefined
  const action = actionName.split('/').map(encodeURIComponent).join('/')
  const path = `/api/${encodeURIComponent(version)}/namespaces/${encodeURIComponent(namespace)}/actions/${action}`
  return new URL(base.origin + base.pathname.replace(/\/+$/u, '') + path)
}
