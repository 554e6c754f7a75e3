import type { RequestOptions } from 'node:https'
import { KubeError } from './kube-error.ts'

/** Where the API is, and as whom to speak to it. */
export type KubeTarget =
  | { readonly kind: 'cluster' }
  | { readonly kind: 'file'; readonly path: string; readonly context?: string }
  | { readonly kind: 'token'; readonly url: string; readonly token: string; readonly ca?: string }

/** What a call needs to know. */
export interface Access {
  readonly headers: Readonly<Record<string, string>>
  readonly tls: Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized' | 'servername'>
}

/** A server, and credentials that may change while we run: tokens in files and those of helper programs are renewed. */
export interface Credentials {
  readonly url: URL
  /** The namespace of the context or of the pod; `default` where neither says. */
  readonly namespace: string
  access(): Promise<Access>
}

/** A token in a file is read again after this. */
const accessMs = 30_000

/** Rejects with `config-invalid`. The library that reads kubeconfig is loaded when it is first needed. */
export async function credentialsOf(target: KubeTarget): Promise<Credentials> {
  if (target.kind === 'token') {
    const access = { headers: { authorization: `Bearer ${target.token}` }, tls: { ca: target.ca } }
    return { url: urlOf(target.url), namespace: 'default', access: () => Promise.resolve(access) }
  }
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  try {
    if (target.kind === 'cluster') config.loadFromCluster()
    else config.loadFromFile(target.path)
    if (target.kind === 'file' && target.context !== undefined) config.setCurrentContext(target.context)
  } catch (cause) {
    throw new KubeError('config-invalid', describe(target), { cause })
  }
  const server = config.getCurrentCluster()?.server
  if (server === undefined) throw new KubeError('config-invalid', `${describe(target)} names no server`)
  const namespace = config.getContextObject(config.getCurrentContext())?.namespace ?? 'default'
  return { url: urlOf(server), namespace, access: renewed(config) }
}

/**
 * The same server without who we are: no token, no password, and no certificate either, which would make whoever's call it is
 * ours.
 */
export function withoutIdentity(credentials: Credentials): Credentials {
  let last: { readonly from: Access; readonly bare: Access } | undefined
  return {
    url: credentials.url,
    namespace: credentials.namespace,
    async access() {
      const from = await credentials.access()
      // The same object for the same credentials: connections are kept by it.
      if (last?.from !== from) {
        const { ca, rejectUnauthorized, servername } = from.tls
        last = { from, bare: { headers: {}, tls: { ca, rejectUnauthorized, servername } } }
      }
      return last.bare
    },
  }
}

type Apply = { applyToHTTPSOptions(options: RequestOptions): Promise<void> }

function renewed(config: Apply): () => Promise<Access> {
  let known: { readonly access: Promise<Access>; readonly untilMs: number } | undefined
  return () => {
    const nowMs = performance.now()
    if (known !== undefined && nowMs < known.untilMs) return known.access
    const access = accessOf(config)
    known = { access, untilMs: nowMs + accessMs }
    // A helper program that fails once is asked again at the next call.
    access.catch(() => (known = undefined))
    return access
  }
}

async function accessOf(config: Apply): Promise<Access> {
  const options: RequestOptions = { headers: {} }
  try {
    await config.applyToHTTPSOptions(options)
  } catch (cause) {
    throw new KubeError('config-invalid', 'the credentials cannot be had', { cause })
  }
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name.toLowerCase()] = String(value)
  if (typeof options.auth === 'string')
    headers['authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`
  const { ca, cert, key, rejectUnauthorized, servername } = options
  return { headers, tls: { ca, cert, key, rejectUnauthorized, servername } }
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/u.test(url.protocol)) {
    throw new KubeError('config-invalid', `${JSON.stringify(text)} is no address of a server`)
  }
  return url
}

function describe(target: KubeTarget): string {
  return target.kind === 'file' ? `the kubeconfig ${target.path}` : 'the configuration of the pod'
}
