import {
  Func,
  Panic,
  anySliceType,
  anyType,
  boolType,
  durationType,
  floatType,
  funcType,
  int64Type,
  intType,
  mapType,
  sliceOf,
  stringType,
  timeType,
} from '@millrace/expr'
import type { GoType, PlainMap, Value } from '@millrace/expr'
import type { World } from '@millrace/gotemplate'
import { Failure, sprig } from '@millrace/gotemplate/sprig'
import type { Budget, Param, Signature } from '@millrace/gotemplate/sprig'
import { fromSprig } from './expr-value.ts'
import { toSprig } from './sprig-value.ts'

/** What the functions of one run share. */
export interface SprigRun {
  readonly budget: Budget
}

/**
 * Sprig's functions as members of an expression's `sprig`: all but `env` and `expandenv`, which the originals take out.
 * `current` gives the budget of the run under way.
 */
export function sprigFunctions(world: World, current: () => SprigRun): PlainMap {
  // Without a prototype: `sprig.toString` is a function of Sprig or nothing.
  const functions = Object.create(null) as Record<string, Value>
  for (const [name, { signature }] of sprig) {
    if (name !== 'env' && name !== 'expandenv') functions[name] = sprigFunction(signature, world, current)
  }
  return functions
}

function sprigFunction(signature: Signature, world: World, current: () => SprigRun): Func {
  const { params, rest } = signature
  const types = params.map((param) => goTypes[param])
  const all = rest === undefined ? types : [...types, sliceOf(goTypes[rest])]
  return new Func(funcType(all, [anyType], rest !== undefined), (args) => {
    const { budget } = current()
    try {
      budget.step()
      const given = args.map(toSprig)
      for (const arg of given) if (typeof arg === 'string') budget.work(arg.length)
      return fromSprig(signature.call({ budget, world }, given))
    } catch (error) {
      // A function that fails makes the expression fail, at the place of the call.
      if (error instanceof Failure) throw new Panic(error.message)
      throw error
    }
  })
}

const goTypes: Readonly<Record<Param, GoType>> = {
  any: anyType,
  value: anyType,
  string: stringType,
  bool: boolType,
  float64: floatType,
  int: intType,
  int64: int64Type,
  uint32: { name: 'uint32', kind: 'uint32', pkg: '' },
  map: mapType,
  list: anySliceType,
  time: timeType,
  duration: durationType,
  location: { name: '*time.Location', kind: 'ptr', pkg: '' },
  version: { name: '*semver.Version', kind: 'ptr', pkg: '' },
}
