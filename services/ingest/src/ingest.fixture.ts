import { mkdir, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readManifests, type EventSource } from '@millrace/manifests'
import { decodeDelivery, encodeDelivery, type RoadDelivery } from '@millrace/protocol/wire'
import { openSecrets } from '@millrace/secrets'
import { configFrom } from '@millrace/service'
import { startTelemetry, type Telemetry } from '@millrace/telemetry'
import { freePort } from '@millrace/testkit'
import { ingestOptions, type IngestConfig } from './config.ts'
import type { Expressions } from './plan-input.ts'
import type { Problem } from './problem.ts'
import type { Publish } from './publish.ts'
import { serveIngest, type Ingest } from './serve-ingest.ts'

/** A front door with a bus in memory. */
export interface Site extends AsyncDisposable {
  readonly ingest: Ingest
  readonly port: number
  /** What the bus has stored, as it comes off the wire. */
  readonly deliveries: RoadDelivery[]
  readonly problems: () => readonly Problem[]
  readonly telemetry: Telemetry
  readonly logged: string[]
  /** Replaces what the bus does. */
  publish: Publish
  /** Applies manifests; `PORT` in them stands for the site's port. */
  apply(manifests: string): Promise<void>
  /** Writes a secret of any namespace. */
  secret(name: string, key: string, value: string | Buffer): Promise<void>
  send(path: string, options?: SendOptions): Promise<Answer>
}

export interface SiteOptions {
  readonly config?: Partial<IngestConfig>
  readonly expressions?: Expressions
  readonly port?: number
}

export interface SendOptions {
  readonly method?: string
  readonly headers?: OutgoingHttpHeaders | string[]
  readonly body?: string | Buffer
  readonly port?: number
  readonly tls?: boolean
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Certificate the server showed. */
  readonly subject: string | undefined
}

export async function openSite(manifests: string, options: SiteOptions = {}): Promise<Site> {
  const port = options.port ?? (await freePort())
  const folder = join(tmpdir(), `ingest-${process.pid}-${port}-${Math.random().toString(36).slice(2)}`)
  const logged: string[] = []
  const telemetry = await startTelemetry({ service: 'ingest', level: 'debug', write: (line) => logged.push(line) })
  const deliveries: RoadDelivery[] = []
  const config = configFrom(ingestOptions, { portDefault: 0, ...options.config })
  const ingest = serveIngest(config, {
    publish: (delivery) => site.publish(delivery),
    secrets: openSecrets({ secretFolders: [folder], cacheMs: 20 }),
    telemetry,
    expressions: options.expressions,
  })
  const site: Site = {
    ingest,
    port,
    deliveries,
    problems: () => ingest.problems,
    telemetry,
    logged,
    publish: (delivery) => {
      // Through the wire, so that what is asserted on is what the next service reads.
      deliveries.push(decodeDelivery(encodeDelivery(delivery)))
      return Promise.resolve({ durability: 'fsync' })
    },
    apply: (text) => ingest.follow(eventSources(text.replaceAll('PORT', String(port)))),
    async secret(name, key, value) {
      await mkdir(join(folder, name), { recursive: true })
      await writeFile(join(folder, name, key), value)
    },
    send: (path, sendOptions = {}) => send(path, { port, ...sendOptions }),
    async [Symbol.asyncDispose]() {
      await ingest[Symbol.asyncDispose]()
      await telemetry[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
  await site.apply(manifests)
  return site
}

/** Reads manifests that must be free of errors. */
export function eventSources(text: string): EventSource[] {
  const { objects, problems } = readManifests(text, 'test.yaml')
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(JSON.stringify(errors, undefined, 2))
  return objects.flatMap(({ object }) => (object?.kind === 'EventSource' ? [object] : []))
}

/** The manifest of an EventSource whose spec is given as indented YAML. */
export function manifest(name: string, spec: string, metadata = ''): string {
  const head = `apiVersion: argoproj.io/v1alpha1\nkind: EventSource\nmetadata:\n  name: ${name}\n  namespace: ns\n${metadata}`
  return `${head}spec:\n${spec}\n---\n`
}

/** The payload of a stored delivery. */
export function payloadOf(delivery: RoadDelivery | undefined): string {
  return Buffer.from(delivery?.event.data ?? []).toString()
}

export function send(path: string, options: SendOptions): Promise<Answer> {
  const { method = 'POST', headers = {}, body, port, tls = false } = options
  return new Promise((resolve, reject) => {
    const settings = { host: '127.0.0.1', port, path, method, headers, agent: false as const }
    const request = tls ? httpsRequest({ ...settings, rejectUnauthorized: false }) : httpRequest(settings)
    request.on('error', reject)
    request.on('response', (response) => {
      const subject = certificateName(response.socket)
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const { statusCode = 0, headers: answered } = response
        resolve({ status: statusCode, headers: answered, body: Buffer.concat(chunks).toString(), subject })
      })
      response.on('error', reject)
    })
    // As a string, node:http would write headers and body in one encoding.
    request.end(body === undefined ? undefined : Buffer.from(body))
  })
}

function certificateName(socket: object): string | undefined {
  if (!('getPeerCertificate' in socket) || typeof socket.getPeerCertificate !== 'function') return undefined
  const certificate: unknown = socket.getPeerCertificate()
  return JSON.stringify(certificate).match(/"CN":"([^"]*)"/u)?.[1]
}

/** Sends bytes as they are, and answers all that came back until the server closed. */
export function sendRaw(port: number, ...parts: (string | Buffer)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()))
    socket.on('error', (error) => (chunks.length > 0 ? resolve(Buffer.concat(chunks).toString()) : reject(error)))
    for (const part of parts) socket.write(part)
  })
}
