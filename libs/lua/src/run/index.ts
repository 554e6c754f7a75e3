import type { Value } from '../value.ts'
import { call, call1 } from './call.ts'
import { isFunction } from './function.ts'
import { metamethod } from './metatable.ts'
import type { Runtime } from './runtime.ts'
import { Table } from './table.ts'
import { plainText, typeName } from './type-name.ts'

/** How many `__index` or `__newindex` may lead to another. */
const chainMax = 100

/** Bytes that a place of a table takes. */
const placeBytes = 40

export function getIndex(runtime: Runtime, object: Value, key: Value): Value {
  let current = object
  for (let links = 0; links < chainMax; links++) {
    const isTable = current instanceof Table
    if (current instanceof Table) {
      const value = current.get(key)
      if (value !== undefined) return value
    }
    const meta = metamethod(runtime, current, '__index')
    if (meta === undefined) {
      if (isTable) return undefined
      throw notIndexable(runtime, current, key)
    }
    if (isFunction(meta)) return call1(runtime, meta, [current, key])
    runtime.spend(2)
    current = meta
  }
  throw runtime.raise('too many recursions in gettable')
}

export function setIndex(runtime: Runtime, object: Value, key: Value, value: Value): void {
  let current = object
  for (let links = 0; links < chainMax; links++) {
    if (current instanceof Table && (current.metatable === undefined || current.get(key) !== undefined)) {
      rawSet(runtime, current, key, value)
      return
    }
    const meta = metamethod(runtime, current, '__newindex')
    if (meta === undefined) {
      if (!(current instanceof Table)) throw notIndexable(runtime, current, key)
      rawSet(runtime, current, key, value)
      return
    }
    if (isFunction(meta)) {
      call(runtime, meta, [current, key, value])
      return
    }
    runtime.spend(2)
    current = meta
  }
  throw runtime.raise('too many recursions in settable')
}

/** Sets without asking the metatable. */
export function rawSet(runtime: Runtime, table: Table, key: Value, value: Value): void {
  if (key === undefined) throw runtime.raise('table index is nil')
  if (typeof key === 'number' && Number.isNaN(key)) throw runtime.raise('table index is NaN')
  grow(runtime, table.growth(key))
  const grown = table.set(key, value)
  if (grown === 1) runtime.charge(placeBytes)
}

/** Before an array part grows by so many places. */
export function grow(runtime: Runtime, places: number): void {
  if (places <= 1) return
  runtime.charge(places * placeBytes)
  runtime.spend(places >> 2)
}

function notIndexable(runtime: Runtime, object: Value, key: Value): unknown {
  const text = plainText(runtime, key)
  return runtime.raise(`attempt to index a non-table object(${typeName(object)}) with key '${text}'`)
}
