import { onPath } from '@millrace/servers'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildApiserver, cachedApiserver } from './build-apiserver.fixture.ts'

/** The two programs that are a Kubernetes API, or why there are none on this machine. */
export type FoundKube =
  | { readonly kind: 'found'; readonly apiserver: string; readonly etcd: string }
  | { readonly kind: 'missing'; readonly reason: string }

const say = (line: string): void => void process.stderr.write(`${line}\n`)

/** Building costs minutes, so a test does it only for who asks. */
const buildSetting = 'MILLRACE_KUBE_BUILD'

/**
 * Finds kube-apiserver and etcd: `KUBEBUILDER_ASSETS`, PATH, the user's cache; with `MILLRACE_KUBE_BUILD=1` a build from
 * the Go module. Says one line where there is none.
 */
export async function kubeBinaries(): Promise<FoundKube> {
  const found = await search()
  if (found.kind === 'missing') say(`SKIPPED: tests on a real kube-apiserver: ${found.reason}`)
  return found
}

async function search(): Promise<FoundKube> {
  const etcd = inAssets('etcd') ?? (await onPath('etcd', process.env))[0]
  if (etcd === undefined) return { kind: 'missing', reason: 'no etcd in KUBEBUILDER_ASSETS or on PATH (etcd-server)' }
  const apiserver = await findApiserver()
  if (apiserver !== undefined) return { kind: 'found', apiserver, etcd }
  if (process.env[buildSetting] !== '1') {
    const reason = 'no kube-apiserver in KUBEBUILDER_ASSETS, on PATH or in the cache; npm run kube:build makes one'
    return { kind: 'missing', reason }
  }
  const built = await buildApiserver({ say })
  if (built.kind === 'failed') return { kind: 'missing', reason: built.reason }
  return { kind: 'found', apiserver: built.path, etcd }
}

async function findApiserver(): Promise<string | undefined> {
  const cached = cachedApiserver()
  const [own] = await onPath('kube-apiserver', process.env)
  return inAssets('kube-apiserver') ?? own ?? (existsSync(cached) ? cached : undefined)
}

function inAssets(name: string): string | undefined {
  const folder = process.env['KUBEBUILDER_ASSETS']
  if (folder === undefined || folder === '') return undefined
  const path = join(folder, name)
  return existsSync(path) ? path : undefined
}
