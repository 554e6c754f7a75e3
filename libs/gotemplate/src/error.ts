import type { FaultCode } from './fault.ts'

export type Stage = 'parse' | 'exec'

export interface Place {
  /** From 1. */
  readonly line: number
  /** Bytes before the place in its line, as Go counts: from 0. */
  readonly column: number
}

/** A template that does not parse, or that fails on its data. Nothing of the output is given out then. */
export class GoTemplateError extends Error {
  readonly stage: Stage
  readonly code: FaultCode
  readonly line: number
  readonly column: number

  constructor(stage: Stage, code: FaultCode, place: Place, message: string, options?: ErrorOptions) {
    super(`[${code}] ${message}`, options)
    this.name = 'GoTemplateError'
    this.stage = stage
    this.code = code
    this.line = place.line
    this.column = place.column
  }
}
