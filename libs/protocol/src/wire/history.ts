import { WireReader } from './reader.ts'
import type { WireWriter } from './writer.ts'

/** `millrace.v1.Attempt`: one try, as a dead letter tells it. */
export interface RoadAttempt {
  readonly number: number
  /** Times are microseconds since the Unix epoch. */
  readonly startedAtUs: number
  readonly finishedAtUs: number
  readonly status: number
  readonly reason: string
  readonly uncertain: boolean
}

/** `millrace.v1.Failure`: what failed, as a dlqTrigger sees it. */
export interface RoadFailure {
  readonly invocationId: string
  readonly trigger: string
  readonly reason: string
  readonly status: number
  readonly attempts: number
  readonly uncertain: boolean
  /** Microseconds since the Unix epoch. */
  readonly failedAtUs: number
}

export function writeAttempt(writer: WireWriter, attempt: RoadAttempt): void {
  writer.uint(1, attempt.number)
  writer.uint(2, attempt.startedAtUs)
  writer.uint(3, attempt.finishedAtUs)
  writer.uint(4, attempt.status)
  writer.string(5, attempt.reason)
  writer.bool(6, attempt.uncertain)
}

/** Throws WireError on malformed bytes. */
export function readAttempt(bytes: Uint8Array): RoadAttempt {
  const reader = new WireReader(bytes)
  const attempt = { number: 0, startedAtUs: 0, finishedAtUs: 0, status: 0, reason: '', uncertain: false }
  while (reader.next()) {
    if (reader.field === 1) attempt.number = reader.uint()
    else if (reader.field === 2) attempt.startedAtUs = reader.uint()
    else if (reader.field === 3) attempt.finishedAtUs = reader.uint()
    else if (reader.field === 4) attempt.status = reader.int()
    else if (reader.field === 5) attempt.reason = reader.string()
    else if (reader.field === 6) attempt.uncertain = reader.bool()
    else reader.skip()
  }
  return attempt
}

export function writeFailure(writer: WireWriter, failure: RoadFailure): void {
  writer.string(1, failure.invocationId)
  writer.string(2, failure.trigger)
  writer.string(3, failure.reason)
  writer.uint(4, failure.status)
  writer.uint(5, failure.attempts)
  writer.bool(6, failure.uncertain)
  writer.uint(7, failure.failedAtUs)
}

/** Throws WireError on malformed bytes. */
export function readFailure(bytes: Uint8Array): RoadFailure {
  const reader = new WireReader(bytes)
  const failure = {
    invocationId: '',
    trigger: '',
    reason: '',
    status: 0,
    attempts: 0,
    uncertain: false,
    failedAtUs: 0,
  }
  while (reader.next()) {
    if (reader.field === 1) failure.invocationId = reader.string()
    else if (reader.field === 2) failure.trigger = reader.string()
    else if (reader.field === 3) failure.reason = reader.string()
    else if (reader.field === 4) failure.status = reader.int()
    else if (reader.field === 5) failure.attempts = reader.uint()
    else if (reader.field === 6) failure.uncertain = reader.bool()
    else if (reader.field === 7) failure.failedAtUs = reader.uint()
    else reader.skip()
  }
  return failure
}
