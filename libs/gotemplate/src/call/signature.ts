import type { Value } from '../value/value.ts'
import type { Context } from './context.ts'
import { passed } from './param.ts'
import type { Param, ParamTypes } from './param.ts'

/** A function or a method: what it takes, and what it does. It throws a Failure when it cannot. */
export interface Signature {
  readonly params: readonly Param[]
  /** The kind of any further arguments. */
  readonly rest: Param | undefined
  /** The arguments must be what the parameters say. */
  readonly call: (context: Context, args: readonly Value[]) => Value
}

type Args<P extends readonly Param[]> = { -readonly [K in keyof P]: ParamTypes[P[K]] }

/** A function of a fixed number of parameters. */
export function fixed<const P extends readonly Param[]>(
  params: P,
  body: (context: Context, ...args: Args<P>) => Value,
): Signature {
  const call = (context: Context, args: readonly Value[]): Value => {
    const given = args.map((arg, at) => passed(arg, params[at] ?? 'any'))
    // Whoever calls has checked the arguments against the parameters.
    return body(context, ...(given as Args<P>))
  }
  return { params, rest: undefined, call }
}

/** A function that takes any number of further arguments of one kind; they come as its last parameter. */
export function variadic<const P extends readonly Param[], R extends Param>(
  params: P,
  rest: R,
  body: (context: Context, ...args: [...Args<P>, readonly ParamTypes[R][]]) => Value,
): Signature {
  const count = params.length
  const call = (context: Context, args: readonly Value[]): Value => {
    const given = args.slice(0, count).map((arg, at) => passed(arg, params[at] ?? 'any'))
    const further = args.slice(count).map((arg) => passed(arg, rest))
    const all: unknown = [...given, further]
    // Whoever calls has checked the arguments against the parameters.
    return body(context, ...(all as [...Args<P>, readonly ParamTypes[R][]]))
  }
  return { params, rest, call }
}
