/** What one run of a script may use. */
export interface Limits {
  /** Units of work: about one for each operation, and more for those that look at long strings or tables. */
  readonly steps: number
  /** Bytes, roughly, of all the strings and tables that are made, whether they are still in use or not. */
  readonly memoryBytes: number
}

/** A busy loop ends after some 10 ms with these. */
export const defaultLimits: Limits = { steps: 500_000, memoryBytes: 64 << 20 }

/** Calls within calls, functions of the libraries counted; as many as gopher-lua has room for. */
export const callDepthMax = 256

/** Values that one call may take or give; gopher-lua's registry holds as many for all calls together. */
export const valuesMax = 5000

/** Coroutines that resume each other. */
export const coroutineDepthMax = 64

/** A script longer than this, in bytes, is not compiled. */
export const sourceBytesMax = 256 << 10

/** Expressions and blocks within each other. */
export const nestingMax = 190

/** Local variables of a function that are visible at once, as in gopher-lua. */
export const localsMax = 200

/** Keys of a table from 1 to one less than this live in its array part, as in gopher-lua. */
export const arrayIndexMax = 67_108_864
