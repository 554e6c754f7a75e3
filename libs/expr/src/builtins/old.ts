import { byteLength } from '../text/utf8.ts'
import type { Builtin } from './arguments.ts'
import { lists } from './lists.ts'

/** What v1.15's builtins do otherwise. */
export const oldBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [
    'len',
    (m, args) => {
      const [value] = args
      return typeof value === 'string' ? BigInt(byteLength(value)) : (lists['len']?.(m, args) ?? null)
    },
  ],
])
