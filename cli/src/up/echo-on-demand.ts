import type { Logger } from '@millrace/telemetry'
import { serveEcho } from './echo-target.ts'

/** The echo target, served from the moment that somebody wants it. */
export class EchoOnDemand implements AsyncDisposable {
  readonly #log: Logger
  readonly #port: number
  #serving: Promise<AsyncDisposable> | undefined

  constructor(log: Logger, port: number) {
    this.#log = log
    this.#port = port
  }

  /** Resolves when it serves. Rejects with a CliError where its port cannot be had; wanting it again tries again. */
  async want(): Promise<void> {
    this.#serving ??= serveEcho(this.#log, this.#port)
    try {
      await this.#serving
    } catch (error) {
      this.#serving = undefined
      throw error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const serving = await this.#serving?.catch(() => undefined)
    await serving?.[Symbol.asyncDispose]()
  }
}
