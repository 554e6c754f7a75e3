import { freePort, launch, type ManagedProcess } from '@millrace/servers'
import { generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { certificateFor } from '../certificate.ts'
import { tempFolder } from '../temp-folder.ts'
import { auditArgs, readAudit, type AuditEntry } from './audit.fixture.ts'
import type { FoundKube } from './find-kube.fixture.ts'

/** Who the server knows by token. `admin` may do anything; the others what a test binds to them. */
export const kubeUsers = ['admin', 'controller', 'executor', 'viewer', 'nobody'] as const

export type KubeUser = (typeof kubeUsers)[number]

/** A kube-apiserver with RBAC on, over an etcd of its own; both on loopback. No controllers run: only the API is there. */
export interface KubeServer extends AsyncDisposable {
  /** `https://127.0.0.1:<port>`; kept over restarts. */
  readonly url: string
  /** The certificate that the server shows, PEM: it is its own authority. */
  readonly ca: string
  /** It can be killed and started again on its port. */
  readonly apiserver: ManagedProcess
  readonly etcd: ManagedProcess
  /** For tests that change what is stored behind the API's back: JSON over HTTP below `/v3`. */
  readonly etcdUrl: string
  token(user: KubeUser): string
  /** The path of a kubeconfig file for a user. */
  kubeconfig(user: KubeUser): string
  /** What was asked of the API so far, in order; nothing unless `isAudited` was set. */
  audit(): Promise<readonly AuditEntry[]>
}

export interface KubeServerOptions {
  /** True: the server writes down who asked what. */
  readonly isAudited?: boolean
}

const readyMaxMs = 120_000
const pollMs = 100
const pollMaxMs = 2_000

/** Starts both and resolves when the API is ready, the bootstrap roles included. */
export async function kubeServer(
  found: Extract<FoundKube, { kind: 'found' }>,
  { isAudited = false }: KubeServerOptions = {},
): Promise<KubeServer> {
  await using setup = new AsyncDisposableStack()
  const { path: dir } = setup.use(await tempFolder())
  const [port, etcdPort, peerPort] = [await freePort(), await freePort(), await freePort()]
  const { cert, key } = certificateFor('localhost')
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const url = `https://127.0.0.1:${port}`
  await writeFile(join(dir, 'tls.crt'), cert)
  await writeFile(join(dir, 'tls.key'), key, { mode: 0o600 })
  const accounts = privateKey.export({ type: 'pkcs8', format: 'pem' })
  await writeFile(join(dir, 'accounts.key'), accounts, { mode: 0o600 })
  await writeFile(join(dir, 'tokens.csv'), kubeUsers.map(tokenLine).join(''), { mode: 0o600 })
  for (const user of kubeUsers) await writeFile(kubeconfigPath(dir, user), kubeconfigOf(user, url, cert))
  const etcd = setup.use(await startEtcd(found.etcd, dir, etcdPort, peerPort))
  const apiserver = setup.use(
    await launch({
      name: 'kube-apiserver',
      command: found.apiserver,
      args: [...apiserverArgs(dir, port, etcdPort), ...(isAudited ? await auditArgs(dir) : [])],
      logFile: join(dir, 'kube-apiserver.log'),
      readyMaxMs,
      ready: (_, stop) => untilReady(url, cert, stop),
    }),
  )
  const owned = setup.move()
  return {
    url,
    ca: cert,
    apiserver,
    etcd,
    etcdUrl: `http://127.0.0.1:${etcdPort}`,
    token: tokenOf,
    kubeconfig: (user: KubeUser) => kubeconfigPath(dir, user),
    audit: () => (isAudited ? readAudit(dir) : Promise.resolve([])),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function startEtcd(command: string, dir: string, port: number, peerPort: number): Promise<ManagedProcess> {
  const url = `http://127.0.0.1:${port}`
  const peer = `http://127.0.0.1:${peerPort}`
  return launch({
    name: 'etcd',
    command,
    args: [
      `--data-dir=${join(dir, 'etcd')}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
    ],
    logFile: join(dir, 'etcd.log'),
    ready: async (_, stop) => {
      while (!(await etcdAnswers(url))) await sleep(pollMs, undefined, { signal: stop })
    },
  })
}

async function etcdAnswers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(pollMaxMs) })
    return answer.ok && (await answer.text()).includes('true')
  } catch {
    return false
  }
}

function apiserverArgs(dir: string, port: number, etcdPort: number): readonly string[] {
  return [
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    `--tls-cert-file=${join(dir, 'tls.crt')}`,
    `--tls-private-key-file=${join(dir, 'tls.key')}`,
    `--token-auth-file=${join(dir, 'tokens.csv')}`,
    `--service-account-key-file=${join(dir, 'accounts.key')}`,
    `--service-account-signing-key-file=${join(dir, 'accounts.key')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--authorization-mode=RBAC',
    // No controller makes the accounts' objects that it would wait for.
    '--disable-admission-plugins=ServiceAccount',
    '--watch-cache=true',
  ]
}

async function untilReady(url: string, ca: string, stop: AbortSignal): Promise<void> {
  while (!(await isReady(url, ca))) await sleep(pollMs, undefined, { signal: stop })
}

function isReady(url: string, ca: string): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${tokenOf('admin')}` }
    const call = request(`${url}/readyz`, { ca, headers, timeout: pollMaxMs, agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    call.once('error', () => resolve(false))
    call.once('timeout', () => call.destroy())
    call.end()
  })
}

const tokenOf = (user: KubeUser): string => `token-of-${user}`

function tokenLine(user: KubeUser): string {
  return `${tokenOf(user)},${user},${user}-id,${user === 'admin' ? 'system:masters' : 'millrace-tests'}\n`
}

const kubeconfigPath = (dir: string, user: KubeUser): string => join(dir, `${user}.kubeconfig`)

function kubeconfigOf(user: KubeUser, server: string, ca: string): string {
  const cluster = { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') }
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: user, user: { token: tokenOf(user) } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user, namespace: 'default' } }],
  })
}
