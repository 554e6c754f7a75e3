/** What can be wrong with a pattern. The names follow the fault texts of Go's `regexp/syntax`. */
export const re2Codes = {
  'invalid-class-range': 'invalid character class range',
  'invalid-escape': 'invalid escape sequence',
  'invalid-named-capture': 'invalid named capture',
  'invalid-perl-syntax': 'invalid or unsupported Perl syntax',
  'invalid-repeat-operator': 'invalid nested repetition operator',
  'invalid-repeat-count': 'invalid repeat count',
  'missing-bracket': 'missing closing ]',
  'missing-paren': 'missing closing )',
  'missing-repeat-argument': 'missing argument to repetition operator',
  'trailing-backslash': 'trailing backslash at end of expression',
  'unexpected-paren': 'unexpected )',
  'nests-too-deeply': 'expression nests too deeply',
  'too-large': 'expression too large',
  internal: 'internal error',
} as const satisfies Record<string, string>

export type Re2Code = keyof typeof re2Codes

export interface Refusal {
  readonly pattern: string
  readonly position: number
  /** The part of the pattern that is at fault. */
  readonly refused: string
}

/**
 * A pattern that Go's `regexp.Compile` refuses. `position` is the UTF-16 offset in the pattern at which the fault
 * begins; 0 where the whole pattern is at fault.
 */
export class Re2Error extends Error {
  readonly code: Re2Code
  readonly pattern: string
  readonly position: number
  /** The message as Go has it. */
  readonly goMessage: string

  constructor(code: Re2Code, refusal: Refusal, options?: ErrorOptions) {
    const { pattern, position, refused } = refusal
    const goMessage = `error parsing regexp: ${re2Codes[code]}: \`${refused}\``
    super(`[${code}] ${goMessage} (at ${position})`, options)
    this.name = 'Re2Error'
    this.code = code
    this.pattern = pattern
    this.position = position
    this.goMessage = goMessage
  }
}
