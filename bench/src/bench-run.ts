import type { Env } from '@millrace/servers'
import type { Tools } from './build-tools.ts'
import type { ServiceName } from './replica.ts'

/** What every scenario of a run is given. */
export interface BenchRun {
  readonly tools: Tools
  readonly env: Env
  /** Cores that NATS uses at most; absent: all. */
  readonly natsCores?: number
  /** Told in a line what happens. */
  readonly say: (line: string) => void
  /** The service that writes a CPU profile, and the folder for it. */
  readonly profile?: { readonly service: ServiceName; readonly dir: string }
}
