import { Fault } from '../run/fault.ts'
import { described, preview } from '../value/preview.ts'
import type { Value } from '../value/value.ts'

/** `f(arguments) cannot be applied to: value`: an input or an argument has the wrong type. */
export function wrongType(name: string, value: Value, args: readonly Value[] = []): Fault {
  return new Fault(`${called(name, args)} cannot be applied to: ${described(value)}`)
}

/** The same with a reason. */
export function notApplicable(name: string, value: Value, args: readonly Value[], reason: string): Fault {
  return new Fault(`${called(name, args)} cannot be applied to ${preview(value)}: ${reason}`)
}

function called(name: string, args: readonly Value[]): string {
  return args.length === 0 ? name : `${name}(${args.map(preview).join('; ')})`
}
