/** Something that was left out, and why. */
export interface Note {
  /** Such as `payload[2]`. */
  readonly field: string
  readonly message: string
}

/** What parameters could not do. The action fails with it. */
export interface ParameterFault {
  readonly kind: 'error'
  /** The parameter at fault, such as `parameters[0]`. */
  readonly field: string
  readonly message: string
}

export function faultOf(field: string, message: string): ParameterFault {
  return { kind: 'error', field, message }
}
