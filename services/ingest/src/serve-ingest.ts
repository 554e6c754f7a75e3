import { kubeOff } from '@millrace/kube'
import { wallClockUs } from '@millrace/deliveries'
import type { EventSource } from '@millrace/manifests'
import type { SecretReader, Selector } from '@millrace/secrets'
import type { ServiceTelemetry } from '@millrace/telemetry'
import { ByteBudget } from './byte-budget.ts'
import type { IngestConfig } from './config.ts'
import type { SecretValue } from './credentials.ts'
import { AllEvents } from './events.ts'
import { FrontDoor } from './front-door.ts'
import type { Expressions, PlanInput } from './plan-input.ts'
import { Ports } from './ports.ts'
import type { Problem, ReportProblems } from './problem.ts'
import type { Publish } from './publish.ts'
import { noPlan, planRoutes } from './route-plan.ts'
import { StatusBoard } from './status-board.ts'

/** What the front door needs of the rest of the system. */
export interface IngestDeps {
  /** Stores a delivery. */
  readonly publish: Publish
  readonly secrets: SecretReader
  readonly telemetry: ServiceTelemetry
  /** Compiles the expressions of EventSources. Absent: those that have one get a problem. */
  readonly expressions?: Expressions | undefined
  /** Told all problems there are, each time they change. */
  readonly onProblems?: ReportProblems | undefined
  /** Microseconds since the Unix epoch. */
  readonly nowUs?: (() => number) | undefined
}

/** A front door at work. Disposing of it stops accepting at once and lets the requests under way finish. */
export interface Ingest extends AsyncDisposable {
  /**
   * Serves these EventSources, and no others, from now on. Resolves when each of their ports has been opened or has
   * failed to for the first time; a port that failed is tried again until it is no longer wanted.
   */
  follow(sources: readonly EventSource[]): Promise<void>
  readonly openPorts: readonly number[]
  readonly problems: readonly Problem[]
}

/** The HTTP part of ingest, whole without bus and registry. */
export function serveIngest(config: IngestConfig, deps: IngestDeps): Ingest {
  const { telemetry } = deps
  const budget = new ByteBudget(config.bodyBytesInFlightMax)
  const events = new AllEvents(telemetry)
  const board = new StatusBoard(deps.onProblems ?? (() => {}))
  const nowUs = deps.nowUs ?? wallClockUs()
  const door = new FrontDoor(
    { publish: deps.publish, telemetry, events, limits: config, budget, nowUs },
    { cloudEvents: config.cloudEvents, handshake: config },
  )
  const ports = new Ports({
    host: config.host,
    reusePort: config.reusePort,
    bounds: config,
    secrets: deps.secrets,
    tlsRecheckMs: config.tlsRecheckMs,
    handle: (port, ...exchange) => door.handle(port, ...exchange),
    onProblem: (port, problem) => board.port(port, problem),
  })
  measure(telemetry, door, config)
  const input: PlanInput = {
    portDefault: config.portDefault,
    isInCluster: config.kube !== kubeOff,
    limits: config,
    secret: secretsOf(deps),
    expressions: deps.expressions,
  }
  let plan = noPlan
  return {
    async follow(sources) {
      plan = planRoutes(sources, input, plan)
      door.follow(plan)
      board.follow(plan)
      await ports.follow(plan)
    },
    get openPorts() {
      return ports.open
    },
    get problems() {
      return board.problems
    },
    [Symbol.asyncDispose]: () => ports[Symbol.asyncDispose](),
  }
}

function measure({ metrics }: ServiceTelemetry, door: FrontDoor, { requestsInFlightMax }: IngestConfig): void {
  const labels = { service: 'ingest', stage: 'requests' }
  metrics.probe('millrace_in_flight', labels, () => door.inFlight)
  metrics.gauge('millrace_in_flight_max', labels, requestsInFlightMax)
}

/** Lines about secrets that cannot be had are this far apart at least. Milliseconds. */
const repeatMs = 10_000

/** Access to secrets as they are now. That one cannot be had is logged here; what was asked for it is told there. */
function secretsOf({ secrets, telemetry: { log } }: IngestDeps): PlanInput['secret'] {
  let saidAt = -Infinity
  const say = (error: unknown): void => {
    if (performance.now() - saidAt < repeatMs) return
    saidAt = performance.now()
    log.warn('A secret cannot be had', { error })
  }
  return (namespace: string, selector: Selector): SecretValue =>
    async () => {
      try {
        return await secrets.secret(namespace, selector)
      } catch (error) {
        say(error)
        throw error
      }
    }
}
