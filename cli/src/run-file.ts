import { isAlive } from '@millrace/servers'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CliError } from './cli-error.ts'
import { processBirth } from './process-birth.ts'

/** A webhook that takes events. */
export interface RunningWebhook {
  readonly namespace: string
  readonly eventSource: string
  readonly event: string
  readonly method: string
  readonly url: string
}

/** Where the Workflows event API takes the events of a namespace. */
export interface RunningDoor {
  readonly namespace: string
  /** The discriminator is to follow. */
  readonly url: string
  /** A discriminator that a binding asks for. */
  readonly discriminator: string
  /** Whether senders show tokens of a cluster. */
  readonly asksForTokens: boolean
}

/** What runs on a state folder, as other commands find it. */
export interface RunInfo {
  readonly pid: number
  /** When that process began: the id may be another's after a restart of the machine. */
  readonly born: string
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number
  readonly ready: boolean
  readonly manifests: string
  readonly adminUrl: string
  readonly metricsUrl: string
  readonly natsUrl: string
  readonly webhooks: readonly RunningWebhook[]
  /** One for each namespace with bindings. */
  readonly workflowEvents: readonly RunningDoor[]
}

const fileName = 'run.json'
export const logName = 'millrace.log'

export function writeRunFile(state: string, info: RunInfo): void {
  mkdirSync(state, { recursive: true, mode: 0o700 })
  // Readers see the old text or the new one, never half of it.
  const path = join(state, fileName)
  writeFileSync(`${path}.new`, JSON.stringify(info, null, 2), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

export function removeRunFile(state: string): void {
  rmSync(join(state, fileName), { force: true })
}

/** What runs on the folder at this moment; undefined when nothing does. */
export function readRunFile(state: string): RunInfo | undefined {
  try {
    // Written by this program alone.
    const info = JSON.parse(readFileSync(join(state, fileName), 'utf8')) as RunInfo
    return isAlive(info.pid) && processBirth(info.pid) === info.born ? info : undefined
  } catch {
    return undefined
  }
}

/** What runs on the folder; a CliError says how to start it. */
export function needRunning(state: string): RunInfo {
  const info = readRunFile(state)
  if (info !== undefined) return info
  throw new CliError(
    `nothing runs on the state folder ${JSON.stringify(state)}; start it with: millrace up [DIR] --state ${state}`,
  )
}
