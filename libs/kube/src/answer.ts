import type { Dispatcher } from 'undici'
import { KubeError } from './kube-error.ts'

export interface Answer {
  readonly status: number
  readonly body: Buffer
}

export interface AnswerWish {
  /** Ends the request, wherever it is. */
  readonly signal: AbortSignal
  /** The request, for messages. */
  readonly what: string
}

const answerBytesMax = 128 * 1_048_576

/**
 * Sends a request and collects its answer, without a stream and a timer of its own: thousands of calls would notice. Rejects with
 * the signal's reason, with `answer-invalid` for one that is too large, or with what the connection met.
 */
export function collectedAnswer(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  { signal, what }: AnswerWish,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    let status = 0
    let running: Dispatcher.DispatchController | undefined
    const reason = (): Error => (signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)))
    const onAbort = (): void => {
      running?.abort(reason())
      // One that waits for a connection is not known to `running` yet.
      reject(reason())
    }
    const fail = (error: Error): void => {
      signal.removeEventListener('abort', onAbort)
      reject(error)
    }
    if (signal.aborted) return reject(reason())
    signal.addEventListener('abort', onAbort, { once: true })
    dispatcher.dispatch(options, {
      onRequestStart(controller) {
        running = controller
        if (signal.aborted) controller.abort(reason())
      },
      onResponseStart(_, code) {
        status = code
      },
      onResponseData(controller, chunk) {
        chunks.push(chunk)
        bytes += chunk.length
        if (bytes > answerBytesMax)
          controller.abort(new KubeError('answer-invalid', `${what}: more than ${answerBytesMax} bytes`))
      },
      onResponseEnd() {
        signal.removeEventListener('abort', onAbort)
        resolve({ status, body: chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks) })
      },
      onResponseError: (_, error) => fail(error),
    })
  })
}
