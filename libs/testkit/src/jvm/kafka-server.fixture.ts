import { freePort, launch, runTool, type ManagedProcess } from '@millrace/servers'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Certificate } from '../certificate.ts'
import { certificateFor } from '../certificate.ts'
import { tempFolder } from '../temp-folder.ts'
import { findJars, type FoundJars, type JarSet } from './find-jars.fixture.ts'

const kafka: JarSet = {
  name: 'kafka',
  version: '4.3.0',
  setting: 'MILLRACE_KAFKA_JARS',
  artifacts: [
    'org.apache.kafka:kafka_2.13:4.3.0',
    'org.apache.kafka:kafka-tools:4.3.0',
    'org.slf4j:slf4j-simple:1.7.36',
  ],
  megabytes: 43,
}

/** Kafka's archives; installed on first use. */
export const kafkaJars = (): Promise<FoundJars> => findJars(kafka)

/** One broker, in KRaft mode. Topics are made when first asked for. */
export interface KafkaServer extends ManagedProcess {
  /** `host:port` of each listener. */
  readonly plain: string
  readonly tls: string
  /** SASL without TLS, mechanisms PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512: user `ann`, password `second`. */
  readonly sasl: string
  /** Leads to the address that `proxied` gave, for the faults of a connection. */
  readonly proxied: string
  readonly certificate: Certificate
  /** Runs a command-line tool of Kafka by its class and gives what it printed. */
  tool(name: string, args: readonly string[]): Promise<string>
}

export interface KafkaServerOptions {
  /** Puts something before a port of the broker and says the port to use instead. */
  readonly proxied: (port: number) => Promise<number>
  /** Lines added to the broker's properties. */
  readonly properties?: readonly string[]
}

const readyMaxMs = 60_000
const toolMaxMs = 60_000

export async function kafkaServer(
  jars: Extract<FoundJars, { kind: 'found' }>,
  options: KafkaServerOptions,
): Promise<KafkaServer> {
  await using setup = new AsyncDisposableStack()
  const { path: dir } = setup.use(await tempFolder())
  const [plain, tls, sasl, proxied, controller] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ])
  const proxy = await options.proxied(proxied)
  const certificate = certificateFor('localhost')
  const ports = { plain, tls, sasl, proxied, proxy, controller }
  const config = join(dir, 'kraft.properties')
  await writeFile(config, [...propertiesOf(dir, ports, certificate), ...(options.properties ?? []), ''].join('\n'))
  const classpath = join(jars.folder, '*')
  const tool = async (name: string, args: readonly string[]): Promise<string> => {
    const { ok, output } = await runTool(jars.java, ['-Xmx256m', '-cp', classpath, name, ...args], {
      env: process.env,
      runMaxMs: toolMaxMs,
    })
    if (!ok) throw new Error(`${name}: ${output}`)
    return output
  }
  const scram = ['256', '512'].flatMap((bits) => ['--add-scram', `SCRAM-SHA-${bits}=[name=ann,password=second]`])
  // An id must not begin with a dash.
  const clusterId = `A${randomBytes(16).toString('base64url').slice(1, 22)}`
  await tool('kafka.tools.StorageTool', ['format', '--cluster-id', clusterId, '-c', config, ...scram])
  const child = setup.use(
    await launch({
      name: 'kafka',
      command: jars.java,
      args: ['-Xmx384m', '-cp', classpath, 'kafka.Kafka', config],
      logFile: join(dir, 'kafka.log'),
      readyMaxMs,
      ready: async (_, stop) => {
        while (!(await accepts(plain))) await sleep(100, undefined, { signal: stop })
      },
    }),
  )
  const owned = setup.move()
  return Object.assign(Object.create(child) as ManagedProcess, {
    plain: `127.0.0.1:${plain}`,
    tls: `localhost:${tls}`,
    sasl: `127.0.0.1:${sasl}`,
    proxied: `127.0.0.1:${proxy}`,
    certificate,
    tool,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  })
}

type Ports = Readonly<Record<'plain' | 'tls' | 'sasl' | 'proxied' | 'proxy' | 'controller', number>>

function propertiesOf(dir: string, ports: Ports, { cert, key }: Certificate): readonly string[] {
  const oneLine = (pem: string): string => pem.trim().replaceAll('\n', ' \\\n')
  const login = 'org.apache.kafka.common.security'
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${ports.controller}`,
    `listeners=PLAIN://127.0.0.1:${ports.plain},TLS://127.0.0.1:${ports.tls},SASL://127.0.0.1:${ports.sasl},PROXIED://127.0.0.1:${ports.proxied},CONTROLLER://127.0.0.1:${ports.controller}`,
    `advertised.listeners=PLAIN://127.0.0.1:${ports.plain},TLS://localhost:${ports.tls},SASL://127.0.0.1:${ports.sasl},PROXIED://127.0.0.1:${ports.proxy}`,
    'listener.security.protocol.map=PLAIN:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT,TLS:SSL,SASL:SASL_PLAINTEXT',
    'controller.listener.names=CONTROLLER',
    'inter.broker.listener.name=PLAIN',
    'sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    `listener.name.sasl.plain.sasl.jaas.config=${login}.plain.PlainLoginModule required user_ann="second";`,
    ...['256', '512'].map(
      (bits) => `listener.name.sasl.scram-sha-${bits}.sasl.jaas.config=${login}.scram.ScramLoginModule required;`,
    ),
    'ssl.keystore.type=PEM',
    `ssl.keystore.certificate.chain=${oneLine(cert)}`,
    `ssl.keystore.key=${oneLine(key)}`,
    `log.dirs=${join(dir, 'log')}`,
    'num.partitions=6',
    'offsets.topic.replication.factor=1',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    'auto.create.topics.enable=true',
  ]
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const end = (open: boolean): void => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => end(true)).once('error', () => end(false))
  })
}
