import { answer } from './answer.ts'
import { cleanPath, readTarget } from './clean-path.ts'
import type { Door } from './door.ts'
import type { Exchange } from './exchange.ts'
import { answerHandshake, cloudEventsAllow, type HandshakePolicy } from './handshake.ts'
import { answerOutcome, type Outcome } from './outcome.ts'
import { Refusal } from './refusal.ts'
import { noPlan, type RoutePlan } from './route-plan.ts'
import type { Route } from './route-table.ts'
import { takeCloudEvents } from './take-cloudevents.ts'
import { takeRequest } from './take-request.ts'
import type { Target } from './target.ts'

/** Whether CloudEvents are taken: `authenticated` only for events that have credentials. */
export type CloudEventsPolicy = 'open' | 'authenticated' | 'off'

/** How the front door behaves beside its routes. */
export interface FrontDoorOptions {
  readonly cloudEvents: CloudEventsPolicy
  readonly handshake: HandshakePolicy
}

const cloudEventsPath = '/cloudevents/'

/** Finds what a request is for, and sees that it gets exactly one answer. */
export class FrontDoor {
  readonly #door: Door
  readonly #options: FrontDoorOptions
  #plan = noPlan
  #inFlight = 0

  constructor(door: Door, options: FrontDoorOptions) {
    this.#door = door
    this.#options = options
  }

  /** Requests being served. */
  get inFlight(): number {
    return this.#inFlight
  }

  /** Serves by this plan from the next request on; requests under way keep what they found. */
  follow(plan: RoutePlan): void {
    this.#plan = plan
    this.#door.events.retain([...plan.targets.values()].filter((target) => target !== undefined))
  }

  /** Serves one request that came in on `port`. */
  handle(port: number, request: Exchange['request'], response: Exchange['response'], awaitsContinue: boolean): void {
    const target = readTarget(request.url ?? '/')
    const exchange = { request, response, awaitsContinue, path: target?.path ?? '', query: target?.query ?? '' }
    if (request.rawHeaders.length > 2 * this.#door.limits.headersCountMax) {
      const reason = `more than ${this.#door.limits.headersCountMax} headers`
      return answerOutcome(exchange, new Refusal('headers-too-large', reason, ['Connection', 'close']))
    }
    if (target === undefined) return answerOutcome(exchange, new Refusal('malformed', 'the path is malformed'))
    const routes = this.#plan.ports.get(port)?.routes
    const { host } = request.headers
    const exact = routes?.exact(exchange.path, host)
    if (exact !== undefined) return this.#toRoute(exchange, exact)
    if (exchange.path === '/health') return answerHealth(exchange)
    const clean = cleanPath(exchange.path)
    if (clean !== exchange.path) return answerMoved(exchange, clean)
    const matched = routes?.template(exchange.path, host)
    if (matched !== undefined) return this.#toRoute(exchange, matched)
    if (exchange.path.startsWith(cloudEventsPath)) return this.#toCloudEvents(exchange)
    return answerOutcome(exchange, new Refusal('not-found', '404 page not found'))
  }

  #toRoute(exchange: Exchange, route: Route): void {
    if (route.kind === 'broken') return answerOutcome(exchange, broken())
    return this.#serve(exchange, route.target, () => takeRequest(exchange, route, this.#door))
  }

  #toCloudEvents(exchange: Exchange): void {
    const target = this.#cloudEventsTarget(exchange.path)
    if (target instanceof Refusal) return answerOutcome(exchange, target)
    const { method } = exchange.request
    if (method === 'OPTIONS') return answerHandshake(exchange, this.#options.handshake)
    if (method === 'POST') return this.#serve(exchange, target, () => takeCloudEvents(exchange, target, this.#door))
    const reason = 'CloudEvents are sent with POST'
    return answerOutcome(exchange, new Refusal('method-not-allowed', reason, ['Allow', cloudEventsAllow]))
  }

  #cloudEventsTarget(path: string): Target | Refusal {
    const { cloudEvents } = this.#options
    const [namespace = '', eventSource = '', ...rest] = path.slice(cloudEventsPath.length).split('/')
    const eventName = rest.join('/')
    if (cloudEvents === 'off') return new Refusal('not-found', 'CloudEvents are not taken here')
    const source = `${namespace}/${eventSource}`
    if (!this.#plan.eventSources.has(source)) {
      return new Refusal('not-found', `there is no EventSource ${JSON.stringify(source.slice(0, 200))}`)
    }
    const key = `${source}/${eventName}`
    if (!this.#plan.targets.has(key)) {
      return new Refusal('not-found', `EventSource ${source} has no event ${JSON.stringify(eventName.slice(0, 200))}`)
    }
    const target = this.#plan.targets.get(key)
    if (target === undefined) return broken()
    if (cloudEvents === 'authenticated' && target.credentials === undefined) {
      return new Refusal('forbidden', 'CloudEvents are taken only for events with webhook.authSecret')
    }
    return target
  }

  #serve(exchange: Exchange, target: Target, take: () => Promise<Outcome>): void {
    const events = this.#door.events.of(target)
    const begunMs = performance.now()
    const settle = (outcome: Outcome): void => {
      const durationMs = performance.now() - begunMs
      if (outcome instanceof Refusal) events.refused(outcome, durationMs)
      else if (outcome.kind === 'stored') events.stored(outcome.events.length, durationMs)
      else if (outcome.fault === undefined) events.filtered(durationMs)
      else events.filterFailed(outcome.fault, durationMs)
      answerOutcome(exchange, outcome)
    }
    if (this.#inFlight >= this.#door.limits.requestsInFlightMax) {
      return settle(new Refusal('overloaded', 'too many requests are in flight'))
    }
    this.#inFlight += 1
    void this.#settled(take).then(settle)
    return undefined
  }

  async #settled(take: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await take()
    } catch (error) {
      return this.#fault(error)
    } finally {
      this.#inFlight -= 1
    }
  }

  #fault(error: unknown): Refusal {
    this.#door.telemetry.log.error('A request met a fault of ours', { error })
    return new Refusal('internal', 'an internal fault; the event was not recorded')
  }
}

const broken = (): Refusal =>
  new Refusal('not-served', 'the manifest of this event is at fault: see the status of its EventSource')

function answerHealth({ response }: Exchange): void {
  response.writeHead(200, ['Content-Type', 'text/plain; charset=utf-8', 'Content-Length', '2'])
  response.end('OK')
}

/** 308, not the 301 of Argo Events, which turns a POST into a GET. */
function answerMoved(exchange: Exchange, path: string): void {
  const location =
    path.split('/').map(encodeURIComponent).join('/') + (exchange.query === '' ? '' : `?${exchange.query}`)
  answer(exchange, 308, { text: 'Permanent Redirect', json: { location } }, ['Location', location])
}
