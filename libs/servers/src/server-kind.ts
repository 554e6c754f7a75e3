import type { Version } from './version.ts'

export type ServerKind = 'nats-server' | 'redis-server'

/** What the search must know about a server before it has one. */
export interface ServerFacts {
  /** The environment variable that names a binary. */
  readonly setting: string
  /** The environment variable that names a running server; read by the callers, named in the advice. */
  readonly urlSetting: string
  readonly urlExample: string
  readonly minimum: Version
  /** Finds the version in the first line of `--version`. */
  readonly banner: RegExp
  readonly brew: string
  /** Absent where the distribution's package is too old to be advised. */
  readonly apt?: string
  /** What `go install` takes; absent where the server is not written in Go. */
  readonly goPackage?: string
}

export const serverFacts: Readonly<Record<ServerKind, ServerFacts>> = {
  'nats-server': {
    setting: 'MILLRACE_NATS_SERVER',
    urlSetting: 'MILLRACE_NATS_URL',
    urlExample: 'nats://127.0.0.1:4222',
    // Below 2.12 schedules are silently stored as plain messages, below 2.11 nothing expires: refused, not worked around.
    minimum: [2, 12, 0],
    banner: /^nats-server: v(\S+)/,
    brew: 'brew install nats-server',
    goPackage: 'github.com/nats-io/nats-server/v2@v2.15.2',
  },
  'redis-server': {
    setting: 'MILLRACE_REDIS_SERVER',
    urlSetting: 'MILLRACE_REDIS_URL',
    urlExample: 'redis://127.0.0.1:6379',
    minimum: [6, 2, 0],
    // Some distributions install Valkey under the name redis-server; it speaks the same protocol.
    banner: /^(?:Redis|Valkey) server v=(\S+)/,
    brew: 'brew install redis',
    apt: 'apt-get install redis-server',
  },
}
