import type { EventSource } from '@millrace/manifests'
import type { Selector } from '@millrace/secrets'
import type { Candidate } from './candidates.ts'
import { candidatesOf } from './candidates.ts'
import { compileEndpoint, type EndpointPattern } from './endpoint-pattern.ts'
import type { PlanInput } from './plan-input.ts'
import type { Problem, ProblemCode } from './problem.ts'
import { PortRoutes } from './port-routes.ts'
import { receiverOf } from './receiver-of.ts'
import { targetKey, type Target } from './target.ts'
import { targetOf } from './target-of.ts'

/** Certificate and key of a port. */
export interface TlsPlan {
  readonly namespace: string
  readonly cert: Selector
  readonly key: Selector
}

/** An event that a port was opened for: whom a problem with the port concerns. */
export type PortUser = Pick<Target, 'namespace' | 'eventSource' | 'field'>

/** What one port serves. */
export interface PortPlan {
  readonly tls: TlsPlan | undefined
  readonly routes: PortRoutes
  readonly users: readonly PortUser[]
}

/** What all EventSources together ask for. */
export interface RoutePlan {
  readonly ports: ReadonlyMap<number, PortPlan>
  /** Every event there is, by its key; undefined where its manifest is at fault. */
  readonly targets: ReadonlyMap<string, Target | undefined>
  /** `namespace/name` of every EventSource. */
  readonly eventSources: ReadonlySet<string>
  readonly problems: readonly Problem[]
}

export const noPlan: RoutePlan = { ports: new Map(), targets: new Map(), eventSources: new Set(), problems: [] }

/**
 * Works out what to listen on. Where two events want the same endpoint, or one port with different TLS settings, the one
 * that `before` served keeps it, else the first by name; the other gets a problem, and an endpoint only for who calls its
 * EventSource by name.
 */
export function planRoutes(sources: readonly EventSource[], input: PlanInput, before: RoutePlan = noPlan): RoutePlan {
  const planner = new Planner(input)
  const rank = (candidate: Candidate): number => (before.targets.get(targetKey(candidate)) === undefined ? 1 : 0)
  const candidates = sources.flatMap((source) => candidatesOf(source))
  const ordered = candidates.sort((a, b) => rank(a) - rank(b) || (orderKey(a) < orderKey(b) ? -1 : 1))
  for (const candidate of ordered) planner.add(candidate)
  return planner.plan(new Set(sources.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)))
}

const orderKey = (candidate: Candidate): string => `${targetKey(candidate)}\n${candidate.type}`

interface OpenPort {
  readonly tls: TlsPlan | undefined
  readonly routes: PortRoutes
  readonly users: PortUser[]
}

class Planner {
  readonly #input: PlanInput
  readonly #ports = new Map<number, OpenPort>()
  readonly #targets = new Map<string, Target | undefined>()
  readonly #problems: Problem[] = []

  constructor(input: PlanInput) {
    this.#input = input
  }

  add(candidate: Candidate): void {
    const key = targetKey(candidate)
    if (this.#targets.has(key)) {
      this.#problem(candidate, '', 'conflict', `more than one "${candidate.eventName}" found in the spec`)
      return
    }
    const made = targetOf(candidate, this.#input)
    for (const { field, code, message, isServing } of made.problems) {
      this.#problem(candidate, field, code, message, isServing)
    }
    this.#targets.set(key, made.target)
    if (candidate.arrives === 'http-later') {
      this.#problem(candidate, '', 'type-unsupported', `events of type ${candidate.type} are not received yet`)
    } else if (candidate.arrives === 'http') this.#addRoute(candidate, made.target)
  }

  plan(eventSources: ReadonlySet<string>): RoutePlan {
    const { portDefault } = this.#input
    if (this.#ports.size === 0 && portDefault > 0) {
      // No manifest names a port: CloudEvents still find a door.
      this.#ports.set(portDefault, { tls: undefined, routes: new PortRoutes(), users: [] })
    }
    return { ports: this.#ports, targets: this.#targets, eventSources, problems: this.#problems }
  }

  #addRoute(candidate: Candidate, target: Target | undefined): void {
    const { webhook } = candidate
    const { isInCluster } = this.#input
    if (webhook === undefined) {
      this.#problem(candidate, '.webhook', 'field-invalid', 'the webhook block is missing')
      return
    }
    const pattern = this.#pattern(candidate, webhook.endpoint)
    const number = portNumber(webhook.port, this.#input.portDefault)
    if (number === undefined) this.#problem(candidate, '.port', 'field-invalid', `${webhook.port ?? ''} is no port`)
    const tls = this.#tls(candidate)
    if (pattern === undefined || number === undefined || tls === 'invalid') return
    const port = this.#port(candidate, number, tls)
    if (port === undefined) return
    const receiver = target === undefined ? undefined : receiverOf(candidate, this.#input)
    const isBroken = target === undefined || receiver === undefined
    if (target !== undefined && receiver === undefined) {
      this.#problem(candidate, '.method', 'field-invalid', `the method ${webhook.method ?? ''} is not received`)
    }
    const added = port.routes.add(
      isBroken ? { kind: 'broken', pattern } : { kind: 'serving', pattern, target, receiver },
      candidate,
    )
    if (added !== 'taken') port.users.push(candidate)
    if (added !== 'shared') {
      const message = `another event has the endpoint ${webhook.endpoint} on port ${number} already`
      const isServing = added === 'named' && isInCluster && candidate.hasService
      const told = added === 'taken' ? message : `${message}; ${conflictRemedy(candidate, isInCluster)}`
      this.#problem(candidate, '.endpoint', 'conflict', told, isServing)
    }
  }

  #pattern(candidate: Candidate, endpoint: string): EndpointPattern | undefined {
    try {
      if (endpoint.startsWith('/')) return compileEndpoint(endpoint)
      this.#problem(candidate, '.endpoint', 'field-invalid', 'it does not start with /, so no request can match it')
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'malformed'
      this.#problem(candidate, '.endpoint', 'field-invalid', reason)
    }
    return undefined
  }

  #tls(candidate: Candidate): TlsPlan | undefined | 'invalid' {
    const { serverCertSecret: cert, serverKeySecret: key } = candidate.webhook ?? {}
    if (cert === undefined && key === undefined) return undefined
    if (cert !== undefined && key !== undefined) return { namespace: candidate.namespace, cert, key }
    const absent = cert === undefined ? 'serverCertSecret' : 'serverKeySecret'
    // Argo Events serves such an event without TLS, which nobody who names one of the two can mean.
    this.#problem(candidate, `.${absent}`, 'field-invalid', 'TLS needs serverCertSecret and serverKeySecret')
    return 'invalid'
  }

  #port(candidate: Candidate, number: number, tls: TlsPlan | undefined): OpenPort | undefined {
    const open = this.#ports.get(number)
    if (open === undefined) {
      const port = { tls, routes: new PortRoutes(), users: [] }
      this.#ports.set(number, port)
      return port
    }
    if (tlsIdentity(open.tls) === tlsIdentity(tls)) return open
    const message = `another event has port ${number} already, ${open.tls === undefined ? 'without TLS' : 'with other TLS settings'}`
    this.#problem(candidate, '.port', 'conflict', message)
    return undefined
  }

  /** `field` is relative to the event; what stands in its webhook block is looked for there. */
  #problem(candidate: Candidate, field: string, code: ProblemCode, message: string, isServing = false): void {
    const { namespace, eventSource } = candidate
    const isBlock = ['.endpoint', '.port', '.method', '.serverCertSecret', '.serverKeySecret'].includes(field)
    const isOfObject = field.startsWith('metadata')
    const path = isOfObject ? field : `${candidate.field}${isBlock ? candidate.webhookField : ''}${field}`
    this.#problems.push({ namespace, eventSource, field: path, code, message, isServing })
  }
}

/** What helps an event whose endpoint another one has. */
function conflictRemedy({ namespace, eventSource, hasService }: Candidate, isInCluster: boolean): string {
  const other = 'give this one another endpoint or port'
  if (!isInCluster) return other
  if (!hasService) return `${other}, or a Service (spec.service)`
  const name = `${eventSource}-eventsource-svc.${namespace}`
  return `who calls this EventSource by the name ${name} reaches it, all others reach that one: ${other}, or have its Ingress send that name as the host`
}

/** What two ports' TLS settings are compared by. */
export function tlsIdentity(tls: TlsPlan | undefined): string {
  if (tls === undefined) return ''
  return JSON.stringify([tls.namespace, tls.cert.name, tls.cert.key, tls.key.name, tls.key.key])
}

function portNumber(written: string | undefined, portDefault: number): number | undefined {
  if (written === undefined || written === '') return portDefault === 0 ? undefined : portDefault
  const number = /^\+?\d{1,6}$/u.test(written) ? Number(written) : 0
  return number >= 1 && number <= 65_535 ? number : undefined
}
