import { startTelemetry, type Telemetry } from '@millrace/telemetry'
import { languageOptions } from '@millrace/language-host'
import { payloadOptions } from '@millrace/payloads'
import { ConfigError, ServiceError, readConfig, version } from '@millrace/service'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { CliError } from '../cli-error.ts'
import type { Env } from '../run-cli.ts'
import { processBirth } from '../process-birth.ts'
import { logName, removeRunFile, writeRunFile, type RunInfo, type RunningDoor } from '../run-file.ts'
import { banner } from './banner.ts'
import { EchoOnDemand } from './echo-on-demand.ts'
import { echoPortDefault, echoUrl } from './echo-target.ts'
import { followManifests, type FollowedManifests } from './follow-manifests.ts'
import type { UpOptions } from './options.ts'
import { openServers } from './servers.ts'
import { startServices, stopServices } from './services.ts'
import { settleMemory } from './settle-memory.ts'
import type { WorkflowDoor } from './workflow-doors.ts'

/** Runs the whole system in this process until a signal, or until a part of it fails. */
export async function upForeground(options: UpOptions, env: Env): Promise<number> {
  const { state, dir, adminPort, metricsPort, echoPort = echoPortDefault } = options
  const settings = settingsFrom(env)
  mkdirSync(state, { recursive: true, mode: 0o700 })
  const asked = signalled()
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  await using held = new AsyncDisposableStack()
  const telemetry = held.use(await openTelemetry(options, env))
  const servers = held.use(await openServers(options, env, say))
  const startedAt = Date.now()
  const info = ({ webhooks, doors }: Found, ready: boolean): RunInfo => ({
    pid: process.pid,
    born: processBirth(process.pid),
    startedAt,
    ready,
    manifests: dir,
    adminUrl: `http://127.0.0.1:${adminPort}`,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    natsUrl: servers.natsUrl,
    webhooks,
    workflowEvents: options.workflowEventsPort === 0 ? [] : doors.map((door) => runningDoor(options, door)),
  })
  writeRunFile(state, info({ webhooks: [], doors: [] }, false))
  held.defer(() => removeRunFile(state))
  // Before the services, so that it is stopped after them: what was begun may still call it.
  const echo = held.use(new EchoOnDemand(telemetry.for('echo').log, echoPort))
  if (options.echo === true) await echo.want()
  const services = await startServices({ options, servers, telemetry, ...settings }).catch((cause: unknown) => {
    throw startFault(cause, adminPort)
  })
  held.defer(() => stopServices(services))
  const manifests = held.use(
    await followManifests(servers.natsUrl, (found, mentions) => {
      writeRunFile(state, info(found, true))
      if (!mentions(echoUrl(echoPort))) return
      echo.want().catch((error: unknown) => telemetry.for('echo').log.error(String(error)))
    }),
  )
  say(banner(info(manifests, true)))
  held.use(settleMemory())
  say('\nCtrl-C stops it; what was acknowledged is kept.\n')
  const failed = services.map(async ({ name, supervised }) => {
    const end = await supervised.ended
    return end.kind === 'failed' ? `the service ${name} failed` : new Promise<never>(() => {})
  })
  const why = await Promise.race([asked, ...failed, servers.lost.catch((error: unknown) => String(error))])
  if (why === undefined) {
    say('\nstopping: what was begun is finished …')
    return 0
  }
  process.stderr.write(`millrace: ${why}\n`)
  return 1
}

type Found = Pick<FollowedManifests, 'webhooks' | 'doors'>

const runningDoor = ({ workflowEventsPort, kube = 'off' }: UpOptions, door: WorkflowDoor): RunningDoor => ({
  ...door,
  url: `http://127.0.0.1:${workflowEventsPort}/api/v1/events/${door.namespace}/`,
  asksForTokens: kube !== 'off',
})

/** What the environment lets templates see, and large data cost. */
function settingsFrom(env: Env): Pick<Parameters<typeof startServices>[0], 'languages' | 'payloads'> {
  try {
    return { languages: readConfig(languageOptions, env), payloads: readConfig(payloadOptions, env) }
  } catch (error) {
    throw error instanceof ConfigError ? new CliError(error.message) : error
  }
}

/** What kept the services from starting, with the option that mends it where there is one. */
function startFault(cause: unknown, adminPort: number): CliError {
  const message = cause instanceof Error ? cause.message : String(cause)
  const isPort = cause instanceof ServiceError && cause.code === 'port-unavailable'
  const text = isPort
    ? `port ${adminPort} of the admin API is taken; free it, or give another with --admin-port`
    : `a service could not be started: ${message}`
  return new CliError(text, { cause })
}

/** Resolves on the first signal; a second one ends the process at once. */
function signalled(): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  let count = 0
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      count += 1
      if (count > 1) process.exit(130)
      resolve(undefined)
    })
  }
  return promise
}

/** The log goes to the terminal and, as it is shown there, to a file that `millrace logs` reads. */
async function openTelemetry({ state, logLevel: level, metricsPort }: UpOptions, env: Env): Promise<Telemetry> {
  const isTerminal = process.stdout.isTTY
  const file =
    isTerminal || env['MILLRACE_LOG_FILE'] === 'always'
      ? createWriteStream(join(state, logName), { mode: 0o600 })
      : undefined
  const write = (line: string): void => {
    process.stdout.write(line)
    file?.write(line)
  }
  const colour = isTerminal && env['NO_COLOR'] === undefined
  const otlpEndpoint = env['OTEL_EXPORTER_OTLP_ENDPOINT']
  try {
    return await startTelemetry({
      service: 'millrace',
      level,
      metricsPort,
      write,
      pretty: true,
      colour,
      version,
      otlpEndpoint,
    })
  } catch (cause) {
    throw new CliError(
      `metrics cannot be served on port ${metricsPort}: ${cause instanceof Error ? cause.message : String(cause)}; give another with --metrics-port`,
      { cause },
    )
  }
}
