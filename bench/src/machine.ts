import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, release, totalmem, type as osType } from 'node:os'

/** What a figure was measured on. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGb: number
  readonly kernel: string
  readonly node: string
  readonly natsServer: string
  readonly redisServer: string
  /** Of the sources; empty outside of a clone. */
  readonly revision: string
}

export function describeMachine(root: string, servers: { nats: string; redis: string }): Machine {
  const all = cpus()
  return {
    cpu: all[0]?.model.trim() || modelName() || 'unknown',
    cores: all.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: `${osType()} ${release()}`,
    node: process.version,
    natsServer: servers.nats,
    redisServer: servers.redis,
    revision: revisionOf(root),
  }
}

/** For virtual machines whose CPU the runtime cannot name. */
function modelName(): string {
  try {
    return /^model name\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? ''
  } catch {
    return ''
  }
}

function revisionOf(cwd: string): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return ''
  }
}
