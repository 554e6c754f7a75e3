export type JsonFault =
  /** The text is not JSON. */
  | 'syntax'
  /** It nests deeper than the bound. */
  | 'depth'
  /** A number is beyond float64. */
  | 'number-range'
  /** A value that JSON has no form for: NaN, an infinity, a function. */
  | 'unsupported'

/** Why a text was not read or a value not written, in Go's words. */
export class JsonError extends Error {
  override readonly name = 'JsonError'
  readonly code: JsonFault
  /** Where in the text, in UTF-16 units; undefined when writing. */
  readonly offset: number | undefined

  constructor(code: JsonFault, message: string, offset?: number) {
    super(message)
    this.code = code
    this.offset = offset
  }
}
