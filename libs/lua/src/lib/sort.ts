import { goSort } from '@millrace/value'
import type { Sortable } from '@millrace/value'
import { call1 } from '../run/call.ts'
import { lessThan } from '../run/compare.ts'
import type { LuaFunction } from '../run/function.ts'
import type { Runtime } from '../run/runtime.ts'
import { isTruthy, none } from '../value.ts'
import type { Results, Value } from '../value.ts'
import { checkFunction, checkTable } from './arguments.ts'

/** `table.sort`: Go's `sort.Sort` of the array part, so that what is equal ends up in the same order as there. */
export function sort(runtime: Runtime, args: Value[]): Results {
  const { array } = checkTable(runtime, args, 1)
  const comparator = args.length > 1 ? checkFunction(runtime, args, 2) : undefined
  goSort(new ArrayPart(runtime, array, comparator))
  return none
}

/** Steps of a comparison, besides what the script's own function costs. */
const comparisonCost = 2

class ArrayPart implements Sortable {
  /** When the sorting began: a comparator that changes the table does not change what is sorted. */
  readonly length: number
  readonly #runtime: Runtime
  readonly #array: Value[]
  readonly #comparator: LuaFunction | undefined

  constructor(runtime: Runtime, array: Value[], comparator: LuaFunction | undefined) {
    this.length = array.length
    this.#runtime = runtime
    this.#array = array
    this.#comparator = comparator
  }

  less(i: number, j: number): boolean {
    const runtime = this.#runtime
    const a = this.#array[i]
    const b = this.#array[j]
    runtime.spend(comparisonCost)
    return this.#comparator === undefined ? lessThan(runtime, a, b) : isTruthy(call1(runtime, this.#comparator, [a, b]))
  }

  swap(i: number, j: number): void {
    const array = this.#array
    const kept = array[i]
    array[i] = array[j]
    array[j] = kept
  }
}
