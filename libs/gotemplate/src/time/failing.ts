import { GoTimeError } from '@millrace/gotime'
import { Failure } from '../fault.ts'

/** What Go's time refuses fails the template. */
export function failing<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw error instanceof GoTimeError ? new Failure(error.message) : error
  }
}
