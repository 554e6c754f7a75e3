import { ControlService, State as WireState } from '@millrace/protocol/control'
import { setTimeout as sleep } from 'node:timers/promises'
import { implement } from './implement.ts'
import type { GrpcService } from './implement.ts'
import type { State } from './service-state.ts'
import type { StateBoard } from './state-board.ts'

/** Something the service needs, and whether it has it. */
export interface Dependency {
  /** `nats`, `redis`, … */
  readonly name: string
  readonly ok: boolean
  /** What is wrong, for a person; without secrets. */
  readonly detail?: string
}

/** What the control service tells and does. */
export interface ControlSubject {
  readonly service: string
  readonly version: string
  /** Asks the service to stop. Must return at once. */
  readonly drain: () => void
  readonly dependencies: () => Promise<readonly Dependency[]>
}

/** Longest a status waits for the dependencies. */
export const dependenciesMaxMs = 2_000

const wireStates: Readonly<Record<State, WireState>> = {
  starting: WireState.STARTING,
  running: WireState.RUNNING,
  draining: WireState.DRAINING,
  drained: WireState.DRAINED,
  failed: WireState.FAILED,
}

/** `millrace.control.v1`: what can be asked of every service. */
export function controlService(subject: ControlSubject, board: StateBoard): GrpcService {
  const startedAt = performance.now()
  return implement(ControlService, {
    async getStatus() {
      const dependencies = await dependenciesInTime(subject.dependencies)
      return {
        service: subject.service,
        version: subject.version,
        state: wireStates[board.state],
        uptimeMs: BigInt(Math.round(performance.now() - startedAt)),
        dependencies: dependencies.map(({ name, ok, detail = '' }) => ({ name, ok, detail })),
      }
    },
    drain() {
      subject.drain()
      return {}
    },
  })
}

/** A status that hangs or fails because a dependency does would hide the very thing it is asked for. */
async function dependenciesInTime(ask: ControlSubject['dependencies']): Promise<readonly Dependency[]> {
  const answered = new AbortController()
  const late = sleep(dependenciesMaxMs, undefined, { signal: answered.signal, ref: false }).then(
    () => [{ name: 'dependencies', ok: false, detail: `no answer within ${dependenciesMaxMs} ms` }],
    () => [],
  )
  const asked = ask().catch(() => [{ name: 'dependencies', ok: false, detail: 'cannot be told: see the log' }])
  try {
    return await Promise.race([asked, late])
  } finally {
    answered.abort()
  }
}
