import type { IncomingMessage, ServerResponse } from 'node:http'

/** One request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The client waits for "100 Continue" before it sends its body. Turns false when it is told to go on. */
  awaitsContinue: boolean
  /** The path, percent-encoding undone. */
  readonly path: string
  /** What follows the `?` of the target. */
  readonly query: string
}
