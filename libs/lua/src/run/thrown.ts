import type { LuaErrorCode } from '../error.ts'
import type { Value } from '../value.ts'

/** An error of a script on its way to a `pcall`. It is no Error: nobody needs its stack, and making one takes long. */
export class Thrown {
  readonly value: Value
  /** The line that raised it; 0 when it is not known. */
  readonly line: number

  constructor(value: Value, line: number) {
    this.value = value
    this.line = line
  }
}

/** A budget is used up. Scripts cannot catch it. */
export class Exhausted extends Error {
  readonly code: Extract<LuaErrorCode, 'steps' | 'memory' | 'time'>

  constructor(code: Exhausted['code'], message: string) {
    super(message)
    this.name = 'Exhausted'
    this.code = code
  }
}
