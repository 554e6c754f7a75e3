import { freePort, launch, type ManagedProcess } from '@millrace/servers'
import { createHmac, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { certificateFor, type Certificate } from '../certificate.ts'
import { tempFolder } from '../temp-folder.ts'
import { findJars, type FoundJars, type JarSet } from './find-jars.fixture.ts'

const pulsar: JarSet = {
  name: 'pulsar',
  version: '4.0.7',
  setting: 'MILLRACE_PULSAR_JARS',
  artifacts: ['org.apache.pulsar:pulsar-broker:4.0.7'],
  megabytes: 235,
}

/** Pulsar's archives; installed on first use. */
export const pulsarJars = (): Promise<FoundJars> => findJars(pulsar)

/**
 * A broker with its store in one process. Whoever shows no credentials is `everyone`, and may do everything, as may
 * `ann`; other names may do nothing. Topics are made when first asked for.
 */
export interface PulsarServer extends ManagedProcess {
  readonly plain: string
  readonly tls: string
  /** Leads to the address that `proxied` gave, for the faults of a connection. */
  readonly proxied: string
  /** Of the admin API, `http://…`. */
  readonly admin: string
  readonly certificate: Certificate
  /** A client certificate for `ann`. */
  readonly clientCertificate: Certificate
  /** A token for this name; signed by somebody else when `isForged`. */
  token(name: string, isForged?: boolean): string
}

export interface PulsarServerOptions {
  /** Puts something before a port of the broker and says the port to use instead. */
  readonly proxied: (port: number) => Promise<number>
}

const readyMaxMs = 90_000
const stopMaxMs = 15_000

export async function pulsarServer(
  jars: Extract<FoundJars, { kind: 'found' }>,
  options: PulsarServerOptions,
): Promise<PulsarServer> {
  await using setup = new AsyncDisposableStack()
  const { path: dir } = setup.use(await tempFolder())
  const [plain, tls, proxied, web, bookie] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ])
  const ports = { plain, tls, proxied, web, proxy: await options.proxied(proxied) }
  const certificate = certificateFor('localhost')
  const clientCertificate = certificateFor('ann')
  const tokenKey = randomBytes(32)
  for (const [name, text] of Object.entries({
    'cert.pem': certificate.cert,
    'key.pem': certificate.key,
    'clients.pem': clientCertificate.cert,
    'standalone.conf': [...settingsOf(dir, ports, tokenKey), ''].join('\n'),
  }))
    await writeFile(join(dir, name), text)
  const admin = `http://127.0.0.1:${web}`
  const child = setup.use(
    await launch({
      name: 'pulsar',
      command: jars.java,
      args: [...javaOptions, '-cp', join(jars.folder, '*'), ...standalone(dir, bookie)],
      logFile: join(dir, 'pulsar.log'),
      cwd: dir,
      readyMaxMs,
      stopMaxMs,
      ready: async (_, stop) => {
        while (!(await hasNamespace(admin))) await sleep(200, undefined, { signal: stop })
      },
    }),
  )
  const owned = setup.move()
  return Object.assign(Object.create(child) as ManagedProcess, {
    plain: `pulsar://127.0.0.1:${plain}`,
    tls: `pulsar+ssl://127.0.0.1:${tls}`,
    proxied: `pulsar://127.0.0.1:${ports.proxy}`,
    admin,
    certificate,
    clientCertificate,
    token: (name: string, isForged = false) => tokenOf(name, isForged ? randomBytes(32) : tokenKey),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  })
}

const javaOptions = [
  '-Xmx384m',
  '-XX:MaxDirectMemorySize=384m',
  ...[
    'java.base/java.nio',
    'java.base/jdk.internal.misc',
    'java.base/jdk.internal.platform',
    'java.base/sun.net',
    'java.management/sun.management',
  ].flatMap((name) => ['--add-opens', `${name}=ALL-UNNAMED`]),
  '-Dio.netty.tryReflectionSetAccessible=true',
]

function standalone(dir: string, bookie: number): readonly string[] {
  return [
    'org.apache.pulsar.PulsarStandaloneStarter',
    '-c',
    join(dir, 'standalone.conf'),
    '--no-functions-worker',
    '--no-stream-storage',
    '--metadata-dir',
    join(dir, 'metadata'),
    '--bookkeeper-dir',
    join(dir, 'bookkeeper'),
    '--bookkeeper-port',
    String(bookie),
  ]
}

type Ports = Readonly<Record<'plain' | 'tls' | 'proxied' | 'proxy' | 'web', number>>

function settingsOf(dir: string, ports: Ports, tokenKey: Buffer): readonly string[] {
  const here = '127.0.0.1'
  const providers = 'org.apache.pulsar.broker.authentication.AuthenticationProvider'
  return [
    'clusterName=standalone',
    `webServicePort=${ports.web}`,
    `brokerServicePort=${ports.plain}`,
    `brokerServicePortTls=${ports.tls}`,
    `bindAddress=${here}`,
    `bindAddresses=proxied:pulsar://${here}:${ports.proxied}`,
    `advertisedListeners=internal:pulsar://${here}:${ports.plain},internal:pulsar+ssl://${here}:${ports.tls},proxied:pulsar://${here}:${ports.proxy}`,
    'internalListenerName=internal',
    'managedLedgerDefaultEnsembleSize=1',
    'managedLedgerDefaultWriteQuorum=1',
    'managedLedgerDefaultAckQuorum=1',
    'allowLoopback=true',
    'allowAutoTopicCreation=true',
    'maxMessageSize=200000',
    `tlsCertificateFilePath=${join(dir, 'cert.pem')}`,
    `tlsKeyFilePath=${join(dir, 'key.pem')}`,
    `tlsTrustCertsFilePath=${join(dir, 'clients.pem')}`,
    'authenticationEnabled=true',
    `authenticationProviders=${providers}Token,${providers}Tls`,
    `tokenSecretKey=data:;base64,${tokenKey.toString('base64')}`,
    'anonymousUserRole=everyone',
    'authorizationEnabled=true',
    'superUserRoles=everyone,ann',
  ]
}

async function hasNamespace(admin: string): Promise<boolean> {
  try {
    const answer = await fetch(`${admin}/admin/v2/namespaces/public`, { signal: AbortSignal.timeout(5_000) })
    return answer.ok && (await answer.text()).includes('public/default')
  } catch {
    return false
  }
}

/** A JSON Web Token, HS256. */
function tokenOf(name: string, key: Buffer): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'HS256' })}.${part({ sub: name })}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}
