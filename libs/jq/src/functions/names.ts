import { libraryNames } from '../prelude.ts'
import type { Value } from '../value/value.ts'
import { nativeNames } from './table.ts'

/** Functions that the compiler itself knows. */
const others = ['empty/0', 'path/1', 'env/0', 'builtins/0', 'input/0', 'debug/1', 'getpath/1', 'last/1']

/** What `builtins` gives: all functions whose names do not begin with `_`, in order. */
export function builtinNames(): Value {
  const names = [...new Set([...libraryNames(), ...nativeNames(), ...others])]
  return names.filter((name) => !name.startsWith('_')).sort(byNameAndArity)
}

function byNameAndArity(a: string, b: string): number {
  const [[nameA = '', arityA = ''], [nameB = '', arityB = '']] = [a.split('/'), b.split('/')]
  if (nameA !== nameB) return nameA < nameB ? -1 : 1
  return Number(arityA) - Number(arityB)
}
