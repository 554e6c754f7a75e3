import { encodeHeaderValue } from '@millrace/cloudevents'
import { readTarget } from '../clean-path.ts'
import type { Exchange } from '../exchange.ts'
import type { ApiEvents } from './api-events.ts'
import { apiFailure, isApiFailure, type ApiFailure } from './api-failure.ts'
import { apiRouteOf } from './api-route.ts'
import { detailJson } from './detail-json.ts'
import { listBindings, type ListDeps } from './list-bindings.ts'
import type { RpcMethod, RpcSeries } from './rpc-series.ts'
import { takeApiEvent, type Place, type TakeDeps, type Taken } from './take-api-event.ts'
import { writeFailure, writeMoved, writeSuccess } from './write-api-answer.ts'

export interface ApiDoorDeps {
  readonly take: TakeDeps
  readonly list: ListDeps
  readonly events: ApiEvents
  readonly rpc: RpcSeries
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
        return this.#serve(exchange, 'ReceiveEvent', () => this.#receive(exchange, route))
      case 'list':
        return this.#serve(exchange, 'ListWorkflowEventBindings', () => this.#list(exchange, route))
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

  #serve(exchange: Exchange, method: RpcMethod, act: () => Promise<ApiFailure | undefined>): void {
    const end = this.#deps.rpc.begin(method)
    const fail = (failure: ApiFailure): void => {
      end(failure.code)
      writeFailure(exchange, failure)
    }
    if (this.#inFlight >= this.#deps.requestsInFlightMax) {
      return fail(apiFailure('unavailable', 'too many requests are in flight'))
    }
    this.#inFlight += 1
    void act()
      .then(
        (failure) => (failure === undefined ? end(0) : fail(failure)),
        (error: unknown) => {
          this.#deps.events.fault(error)
          fail(apiFailure('internal', 'an internal fault; the event was not recorded'))
        },
      )
      .finally(() => (this.#inFlight -= 1))
    return undefined
  }

  async #receive(exchange: Exchange, place: Place): Promise<ApiFailure | undefined> {
    const begunMs = performance.now()
    const taken = await takeApiEvent(exchange, place, this.#deps.take)
    const durationMs = performance.now() - begunMs
    if (isApiFailure(taken)) {
      this.#deps.events.refused(place.namespace, taken, durationMs)
      return taken
    }
    this.#deps.events.stored(place.namespace, durationMs)
    answerTaken(exchange, taken)
    return undefined
  }

  async #list(
    exchange: Exchange,
    asked: { readonly namespace: string; readonly query: string },
  ): Promise<ApiFailure | undefined> {
    const listed: string | ApiFailure = await listBindings(asked, exchange.request.headers, this.#deps.list)
    if (typeof listed !== 'string') return listed
    writeSuccess(exchange, listed)
    return undefined
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
