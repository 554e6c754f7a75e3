import { Health, HealthCheckResponse_ServingStatus as Serving } from '@millrace/protocol/health'
import type { Env, ManagedProcess } from '@millrace/servers'
import { freePort, launch } from '@millrace/servers'
import { connectTo, RpcError } from '@millrace/service'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** In the order in which they start: the one that knows the manifests first. */
export const serviceNames = ['controller', 'dedup', 'router', 'trigger-executor', 'ingest', 'admin'] as const
export type ServiceName = (typeof serviceNames)[number]
/** What the road does without is started by the scenarios that want it. */
export type AnyService = ServiceName | 'sources'

/** One process of one service. Disposing of it stops it. */
export interface Replica {
  readonly service: AnyService
  /** `router-2`, the second of them. */
  readonly name: string
  readonly process: ManagedProcess
  /** Of its gRPC health, reflection, status and drain. */
  readonly controlAddress: string
  /** Where the admin API is, if it is admin. */
  readonly adminAddress: string
}

/** What a service's process is started with, besides its name. */
export interface ServiceSettings {
  /** Holds the logs. */
  readonly dir: string
  readonly env: Env
  /** Given to Node before the file that it runs. */
  readonly nodeArgs?: readonly string[]
  readonly readyMaxMs?: number
}

const healthDeadlineMs = 1_000
/** A service drains before it ends; one that writes a profile takes longer still. */
const stopMaxMs = 15_000
const pollMs = 25
const root = fileURLToPath(new URL('../../', import.meta.url))

/** Starts one replica and resolves when its health check says that it serves. */
export async function startReplica(service: AnyService, nth: number, settings: ServiceSettings): Promise<Replica> {
  const name = `${service}-${nth}`
  const controlAddress = `127.0.0.1:${await freePort()}`
  const adminAddress = `127.0.0.1:${await freePort()}`
  const child = await launch({
    name,
    command: process.execPath,
    args: [...(settings.nodeArgs ?? []), join(root, 'services', service, 'src', 'main.ts')],
    env: { ...settings.env, MILLRACE_CONTROL_ADDRESS: controlAddress, MILLRACE_ADMIN_ADDRESS: adminAddress },
    logFile: join(settings.dir, `${name}.log`),
    ready: (_, stop) => untilServing(controlAddress, stop),
    stopMaxMs,
    ...(settings.readyMaxMs === undefined ? {} : { readyMaxMs: settings.readyMaxMs }),
  })
  return { service, name, process: child, controlAddress, adminAddress }
}

/** Resolves once the service behind the address says that it serves; rejects when `stop` aborts. */
async function untilServing(address: string, stop: AbortSignal): Promise<void> {
  using health = connectTo(Health, address, { deadlineMs: healthDeadlineMs })
  while (!(await serves(health))) await sleep(pollMs, undefined, { signal: stop })
}

async function serves(health: { check: (request: object) => Promise<{ status: Serving }> }): Promise<boolean> {
  try {
    return (await health.check({})).status === Serving.SERVING
  } catch (error) {
    if (error instanceof RpcError) return false
    throw error
  }
}
