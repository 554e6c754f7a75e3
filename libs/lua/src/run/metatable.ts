import type { Value } from '../value.ts'
import type { Runtime } from './runtime.ts'
import { Table } from './table.ts'
import { typeName } from './type-name.ts'
import { Userdata } from './userdata.ts'

export function metatableOf(runtime: Runtime, value: Value): Table | undefined {
  if (value instanceof Table || value instanceof Userdata) return value.metatable
  return runtime.metatables.get(typeName(value))
}

export function setMetatable(runtime: Runtime, value: Value, metatable: Table | undefined): void {
  if (value instanceof Table || value instanceof Userdata) value.metatable = metatable
  else if (metatable === undefined) runtime.metatables.delete(typeName(value))
  else runtime.metatables.set(typeName(value), metatable)
}

/** What a value's metatable has for an event such as `__index`. */
export function metamethod(runtime: Runtime, value: Value, event: string): Value {
  return metatableOf(runtime, value)?.getString(event)
}

/** The metamethod of the first operand that has one. */
export function metamethodOfEither(runtime: Runtime, left: Value, right: Value, event: string): Value {
  return metamethod(runtime, left, event) ?? metamethod(runtime, right, event)
}
