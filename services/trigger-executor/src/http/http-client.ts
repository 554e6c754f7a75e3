import { ChurnSet } from '@millrace/collections'
import { Agent, type Dispatcher } from 'undici'

/** One HTTP request, ready to be sent. */
export interface HttpRequest {
  /** `http://host:port`. */
  readonly origin: string
  /** Path and query. */
  readonly path: string
  readonly method: string
  /** Name, value, name, value …: names keep their spelling. */
  readonly headers: readonly string[]
  readonly body: Uint8Array | string | null
  /** For the whole request, answer included. Milliseconds. */
  readonly timeoutMs: number
}

/** What came back, or how far it got. */
export type HttpAnswer =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: Readonly<Record<string, string | string[] | undefined>>
    }
  /** `sent` says whether the target may have read the request. */
  | { readonly kind: 'failed'; readonly sent: boolean; readonly reason: string; readonly timedOut: boolean }

/** Bytes of an answer that are read at most; the rest is left and the connection closed. */
export const answerBytesMax = 1_048_576

const sweepMs = 100

interface Call {
  readonly deadline: number
  controller: Dispatcher.DispatchController | undefined
  timedOut: boolean
  abandon: () => void
}

/**
 * Sends requests over kept connections. undici's dispatcher with a handler of our own: no stream and no timer a
 * request; one sweep ends what takes too long. Answers are read and dropped, so that connections are used again.
 */
export class HttpClient implements AsyncDisposable {
  readonly #agent: Agent
  readonly #calls = new ChurnSet<Call>()
  readonly #sweep: NodeJS.Timeout

  constructor(options: Agent.Options) {
    this.#agent = new Agent(options)
    this.#sweep = setInterval(() => this.#expire(), sweepMs)
    this.#sweep.unref()
  }

  send(request: HttpRequest): Promise<HttpAnswer> {
    const { promise, resolve } = Promise.withResolvers<HttpAnswer>()
    const call: Call = {
      deadline: performance.now() + request.timeoutMs,
      controller: undefined,
      timedOut: false,
      abandon: () => resolve({ kind: 'failed', sent: false, reason: 'no connection in time', timedOut: true }),
    }
    this.#calls.add(call)
    const settle = (answer: HttpAnswer): void => {
      this.#calls.delete(call)
      resolve(answer)
    }
    const { origin, path, method, body } = request
    try {
      const options = { origin, path, method, headers: [...request.headers], body }
      this.#agent.dispatch(options, answerHandler(call, settle))
    } catch (error) {
      settle({ kind: 'failed', sent: false, reason: reasonOf(error), timedOut: false })
    }
    return promise
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#sweep)
    await this.#agent.close()
  }

  #expire(): void {
    const now = performance.now()
    for (const call of this.#calls) {
      if (call.deadline > now) continue
      call.timedOut = true
      this.#calls.delete(call)
      if (call.controller === undefined) call.abandon()
      else call.controller.abort(new Error('timed out'))
    }
  }
}

function answerHandler(call: Call, settle: (answer: HttpAnswer) => void): Dispatcher.DispatchHandler {
  let status = 0
  let headers: Readonly<Record<string, string | string[] | undefined>> = {}
  let bytes = 0
  return {
    onRequestStart(controller) {
      call.controller = controller
      // It waited for a connection longer than it may take: nothing has been sent.
      if (call.timedOut) controller.abort(new Error('timed out'))
    },
    onResponseStart(_controller, statusCode, answerHeaders) {
      status = statusCode
      headers = answerHeaders
    },
    onResponseData(controller, chunk) {
      bytes += chunk.length
      if (bytes > answerBytesMax) controller.abort(new Error('the answer is too long'))
    },
    onResponseEnd() {
      settle({ kind: 'answered', status, headers })
    },
    onResponseError(_controller, error) {
      // The status line decides; what follows it is not looked at.
      if (status >= 200 && !call.timedOut) settle({ kind: 'answered', status, headers })
      else
        settle({
          kind: 'failed',
          sent: call.controller !== undefined,
          reason: reasonOf(error),
          timedOut: call.timedOut,
        })
    },
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : ''
  const cause = error instanceof AggregateError ? error.errors.map((one) => String(one)).join('; ') : error.message
  return `${code}${cause}`
}
