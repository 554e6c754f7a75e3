import { byteLength, runeCount } from '@millrace/value'
import { Fault } from '../run/fault.ts'
import { sortedKeys } from '../value/keys.ts'
import { preview } from '../value/preview.ts'
import { plainNumber, toIndex } from '../value/numbers.ts'
import { isDict, isList, isTruthy, memberOf, typeName } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import type { Context, Native, NativeTable } from './context.ts'
import { absolute } from './numbers.ts'
import { deletePaths, setPath } from './paths.ts'
import { wrongType } from './refusal.ts'

/** To list the members of a large map takes that long. */
const stepsPerMember = 4

const lengthOf: Native = (value, _args, { budget }) => {
  if (value === null) return 0n
  if (typeof value === 'string') {
    budget.step(1 + value.length / 8)
    return BigInt(runeCount(value))
  }
  if (isList(value)) return BigInt(value.length)
  if (isDict(value)) {
    const { length } = Object.keys(value)
    budget.step(length * stepsPerMember)
    return BigInt(length)
  }
  const size = absolute(value)
  if (size === undefined) throw wrongType('length', value)
  return size
}

const keysOf: Native = (value, _args, { budget }) => {
  if (isList(value)) {
    budget.items(value.length)
    return value.map((_item, at) => BigInt(at))
  }
  if (!isDict(value)) throw wrongType('keys', value)
  const keys = sortedKeys(value)
  budget.items(keys.length)
  return keys
}

const has: Native = (value, [key = null]) => {
  if (value === null) return false
  const index = isList(value) ? toIndex(key) : undefined
  if (isList(value) && index !== undefined) return index >= 0 && index < value.length
  if (isDict(value) && typeof key === 'string') return Object.hasOwn(value, key)
  throw wrongType('has', value, [key])
}

/** Whether a value has all that another one has, within each part. */
function contains(value: Value, part: Value, context: Context, depth = 0): boolean {
  context.budget.step(1)
  context.budget.depth(depth)
  const [a, b] = [plainNumber(value), plainNumber(part)]
  if (a !== undefined && b !== undefined) return typeof a === typeof b ? a === b : Number(a) === Number(b)
  if (typeof value === 'string' && typeof part === 'string') {
    context.budget.search(value.length, part.length)
    return value.includes(part)
  }
  if (isList(value) && isList(part)) {
    return part.every((wanted) => value.some((item) => containsQuietly(item, wanted, context, depth + 1)))
  }
  if (isDict(value) && isDict(part)) {
    const wanted = Object.keys(part)
    const { length } = Object.keys(value)
    context.budget.step((length + wanted.length) * stepsPerMember)
    if (length < wanted.length) return false
    return wanted.every(
      (key) =>
        Object.hasOwn(value, key) && containsQuietly(memberOf(value, key), memberOf(part, key), context, depth + 1),
    )
  }
  if (value === part) return true
  throw wrongType('contains', value, [part])
}

/** Within lists and maps, values of other types are only different. */
function containsQuietly(value: Value, part: Value, context: Context, depth: number): boolean {
  try {
    return contains(value, part, context, depth)
  } catch (error) {
    if (error instanceof Fault) return false
    throw error
  }
}

export const basics: NativeTable = {
  'not/0': (value) => !isTruthy(value),
  'type/0': (value) => typeName(value),
  'length/0': lengthOf,
  'utf8bytelength/0': (value, _args, { budget }) => {
    if (typeof value !== 'string') throw wrongType('utf8bytelength', value)
    budget.text(value.length)
    return BigInt(byteLength(value))
  },
  'abs/0': (value) => {
    const size = absolute(value)
    if (size === undefined) throw wrongType('abs', value)
    return size
  },
  'keys/0': keysOf,
  'has/1': has,
  'contains/1': (value, [part = null], context) => contains(value, part, context),
  'inside/1': (value, [whole = null], context) => contains(whole, value, context),
  'setpath/2': (value, [path = null, fresh = null], context) => setPath(value, path, fresh, context, new Set()),
  'delpaths/1': (value, [paths = null], context) => deletePaths(value, paths, context, new Set()),
  'error/0': (value) => {
    throw raised(value)
  },
  'error/1': (_value, [message = null]) => {
    throw raised(message)
  },
  'halt/0': () => {
    throw new Fault('halt error: null', 'halt')
  },
  'halt_error/0': (value) => {
    throw new Fault(`halt ${raised(value).message}`, 'halt')
  },
  'halt_error/1': (value, [code = null]) => {
    if (toIndex(code) === undefined) throw wrongType('halt_error', code)
    throw new Fault(`halt ${raised(value).message}`, 'halt')
  },
  'modulemeta/0': (value) => {
    if (typeof value !== 'string') throw wrongType('modulemeta', value)
    throw new Fault(`cannot load module: ${JSON.stringify(value)}`)
  },
}

/** The message of an error that is no text is cut short: it is for people, `catch` gets the value. */
function raised(value: Value): Fault {
  return new Fault(`error: ${typeof value === 'string' ? value : preview(value)}`, 'error', value)
}
