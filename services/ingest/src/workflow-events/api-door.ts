import { encodeHeaderValue } from '@millrace/cloudevents'
import { readTarget } from '../clean-path.ts'
import type { Exchange } from '../exchange.ts'
import type { ApiEvents } from './api-events.ts'
import { apiFailure, isApiFailure, type ApiFailure } from './api-failure.ts'
import { apiRouteOf } from './api-route.ts'
import { detailJson } from './detail-json.ts'
import { listBindings, type ListDeps } from './list-bindings.ts'
import { takeApiEvent, type Place, type TakeDeps, type Taken } from './take-api-event.ts'
import { writeFailure, writeMoved, writeSuccess } from './write-api-answer.ts'

export interface ApiDoorDeps {
  readonly take: TakeDeps
  readonly list: ListDeps
  readonly events: ApiEvents
  /** Headers of a request; beyond, it is refused. */
  readonly headersCountMax: number
  /** Requests being served at a time; beyond, 503. */
  readonly requestsInFlightMax: number
}

/** The Workflows event API: finds what a request is for, and sees that it gets exactly one answer. */
export class ApiDoor {
  readonly #deps: ApiDoorDeps
  #inFlight = 0

  constructor(deps: ApiDoorDeps) {
    this.#deps = deps
  }

  /** Requests being served. */
  get inFlight(): number {
    return this.#inFlight
  }

  handle(request: Exchange['request'], response: Exchange['response'], awaitsContinue: boolean): void {
    const url = request.url ?? '/'
    const target = readTarget(url)
    const exchange = { request, response, awaitsContinue, path: target?.path ?? '', query: target?.query ?? '' }
    if (request.rawHeaders.length > 2 * this.#deps.headersCountMax) {
      const message = `more than ${this.#deps.headersCountMax} headers`
      return writeFailure(exchange, { ...apiFailure('invalid-argument', message), status: 431 })
    }
    const route = apiRouteOf(url, request.method ?? '')
    switch (route.kind) {
      case 'receive':
        return this.#serve(exchange, () => this.#receive(exchange, route))
      case 'list':
        return this.#serve(exchange, () => this.#list(exchange, route))
      case 'health':
        return writeSuccess(exchange, '{}')
      case 'moved':
        return writeMoved(exchange, route.location)
      case 'not-implemented':
        return writeFailure(exchange, apiFailure('not-implemented', 'Not Implemented'))
      case 'not-found':
        return writeFailure(exchange, { status: 404, code: 5, message: 'Not Found' })
      case 'malformed':
        return writeFailure(exchange, apiFailure('invalid-argument', 'the path is malformed'))
      default:
        return route satisfies never
    }
  }

  #serve(exchange: Exchange, act: () => Promise<void>): void {
    if (this.#inFlight >= this.#deps.requestsInFlightMax) {
      return writeFailure(exchange, apiFailure('unavailable', 'too many requests are in flight'))
    }
    this.#inFlight += 1
    void act()
      .catch((error: unknown) => {
        this.#deps.events.fault(error)
        writeFailure(exchange, apiFailure('internal', 'an internal fault; the event was not recorded'))
      })
      .finally(() => (this.#inFlight -= 1))
    return undefined
  }

  async #receive(exchange: Exchange, place: Place): Promise<void> {
    const begunMs = performance.now()
    const taken = await takeApiEvent(exchange, place, this.#deps.take)
    const durationMs = performance.now() - begunMs
    if (isApiFailure(taken)) {
      this.#deps.events.refused(place.namespace, taken, durationMs)
      return writeFailure(exchange, taken)
    }
    this.#deps.events.stored(place.namespace, durationMs)
    return answerTaken(exchange, taken)
  }

  async #list(exchange: Exchange, asked: { readonly namespace: string; readonly query: string }): Promise<void> {
    const listed: string | ApiFailure = await listBindings(asked, exchange.request.headers, this.#deps.list)
    if (typeof listed === 'string') writeSuccess(exchange, listed)
    else writeFailure(exchange, listed)
  }
}

/** `{}`, as old clients know it; the whole truth for those that ask for it. */
function answerTaken(exchange: Exchange, { event, detail }: Taken): void {
  const named = ['X-Millrace-Event-Id', encodeHeaderValue(event.eventId)]
  if (detail === undefined) return writeSuccess(exchange, '{}', { headers: named })
  const { wish, known } = detail
  const headers = wish.applied === '' ? named : [...named, 'Preference-Applied', wish.applied]
  return writeSuccess(exchange, detailJson(event, known), { type: wish.type, headers })
}
