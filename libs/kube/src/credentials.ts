import type { KubeConfig } from '@kubernetes/client-node'
import { readFile } from 'node:fs/promises'
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
    return fixed(target, { headers: { authorization: `Bearer ${target.token}` }, tls: { ca: target.ca } })
  }
  const config = await configOf(target)
  return { ...placeOf(config, target), access: renewed(() => accessOf(config)) }
}

/**
 * The same server without who we are: no token, no password, and no certificate either, which would make whoever's call it is
 * ours. What we would be known by is not even read, so there need not be any. Rejects with `config-invalid`.
 */
export async function strangerCredentialsOf(target: KubeTarget): Promise<Credentials> {
  if (target.kind === 'token') return fixed(target, { headers: {}, tls: { ca: target.ca } })
  const config = await configOf(target)
  return { ...placeOf(config, target), access: renewed(() => trustOf(config)) }
}

function fixed({ url }: Extract<KubeTarget, { kind: 'token' }>, access: Access): Credentials {
  return { url: urlOf(url), namespace: 'default', access: () => Promise.resolve(access) }
}

type FoundTarget = Exclude<KubeTarget, { kind: 'token' }>

async function configOf(target: FoundTarget): Promise<KubeConfig> {
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  try {
    if (target.kind === 'cluster') config.loadFromCluster()
    else config.loadFromFile(target.path)
    if (target.kind === 'file' && target.context !== undefined) config.setCurrentContext(target.context)
  } catch (cause) {
    throw new KubeError('config-invalid', describe(target), { cause })
  }
  return config
}

function placeOf(config: KubeConfig, target: FoundTarget): Pick<Credentials, 'url' | 'namespace'> {
  const server = config.getCurrentCluster()?.server
  if (server === undefined) throw new KubeError('config-invalid', `${describe(target)} names no server`)
  const namespace = config.getContextObject(config.getCurrentContext())?.namespace ?? 'default'
  return { url: urlOf(server), namespace }
}

function renewed(read: () => Promise<Access>): () => Promise<Access> {
  let known: { readonly access: Promise<Access>; readonly untilMs: number } | undefined
  return () => {
    const nowMs = performance.now()
    if (known !== undefined && nowMs < known.untilMs) return known.access
    const access = read()
    known = { access, untilMs: nowMs + accessMs }
    // A helper program that fails once is asked again at the next call.
    access.catch(() => (known = undefined))
    return access
  }
}

/** By whose word the server is who it says. */
async function trustOf(config: KubeConfig): Promise<Access> {
  const { caFile, caData, skipTLSVerify, tlsServerName: servername } = config.getCurrentCluster() ?? {}
  try {
    const ca = caFile === undefined ? caData && Buffer.from(caData, 'base64') : await readFile(caFile)
    return { headers: {}, tls: { ca, rejectUnauthorized: skipTLSVerify === true ? false : undefined, servername } }
  } catch (cause) {
    throw new KubeError('config-invalid', `the authority of the API server cannot be read from ${caFile}`, { cause })
  }
}

async function accessOf(config: KubeConfig): Promise<Access> {
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
