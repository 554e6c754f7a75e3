import { GoTimeError } from '@millrace/gotime'

/** What Go would panic with: a fault of a value, not yet bound to a place in the source. */
export class Panic extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Panic'
  }
}

/** Whether Go would have panicked, or its time package returned an error. */
export function isPanic(error: unknown): error is Error {
  return error instanceof Panic || error instanceof GoTimeError
}
