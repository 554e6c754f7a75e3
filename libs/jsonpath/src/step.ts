import type { Script } from './script/script.ts'

/** An index, a name, or a script that gives one of them; null where a range has none. */
export type Argument = number | string | Script | null

/** One step of a path. */
export type Step =
  | { readonly kind: 'root' }
  | { readonly kind: 'current' }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'length' }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'filter'; readonly script: Script }
  | { readonly kind: 'script'; readonly script: Script }
  | { readonly kind: 'union'; readonly items: readonly Argument[] }
  | { readonly kind: 'range'; readonly from: Argument; readonly to: Argument; readonly step: Argument }
