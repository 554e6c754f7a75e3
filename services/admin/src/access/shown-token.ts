import { hash } from 'node:crypto'

/** A token that a caller has shown, for as long as the call lasts. Nothing that prints or stores an object gets to see it. */
export class ShownToken {
  readonly #token: string
  /** What may be remembered of it: it lets nobody in. */
  readonly hash: string

  constructor(token: string) {
    this.#token = token
    this.hash = hash('sha256', token, 'base64')
  }

  reveal(): string {
    return this.#token
  }
}
