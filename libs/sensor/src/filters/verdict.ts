/** The kinds of filter, in the order in which they are asked. */
export type FilterKind = 'exprs' | 'data' | 'context' | 'time' | 'script'

/** Why a filter said no. */
export interface Rejection {
  readonly kind: 'reject'
  readonly filter: FilterKind
  /** Where the filter stands in the dependency, such as `filters.data[0]`. */
  readonly field: string
  /** What was looked at: a gjson path, a context attribute, the expression's fields; empty for the data as a whole. */
  readonly path: string
  /** What was there, cut to `foundCharsMax`. */
  readonly found: string
  readonly expected: string
  /** Where alternatives were given and all said no: the others. */
  readonly others?: readonly Rejection[]
}

/** Why a filter could not say. */
export interface FilterFault {
  readonly kind: 'error'
  readonly filter: FilterKind
  readonly field: string
  readonly message: string
  /** Where more than one filter could not say: the others. */
  readonly others?: readonly FilterFault[]
}

/** Whether an event is one that a dependency waits for, and if not, why not. */
export type FilterVerdict = { readonly kind: 'pass' } | Rejection | FilterFault

export const pass: FilterVerdict = { kind: 'pass' }

/** Longer texts are cut in verdicts. */
export const foundCharsMax = 200

export function cut(text: string): string {
  return text.length > foundCharsMax ? `${text.slice(0, foundCharsMax)}…` : text
}

/** The verdict for several: the first stands for all, and names the others. */
export function rejectedBy(reasons: readonly Rejection[]): Rejection | undefined {
  const [first, ...others] = reasons
  return first === undefined || others.length === 0 ? first : { ...first, others }
}

/** The same for faults. */
export function failedBy(faults: readonly FilterFault[]): FilterFault | undefined {
  const [first, ...others] = faults
  return first === undefined || others.length === 0 ? first : { ...first, others }
}
