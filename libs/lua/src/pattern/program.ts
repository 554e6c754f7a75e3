/** Whether a byte belongs to a class of characters. */
export type CharClass = (byte: number) => boolean

/** What a compiled pattern does, one instruction after the other. */
export type Instruction =
  | { readonly op: 'byte'; readonly byte: number }
  | { readonly op: 'class'; readonly matches: CharClass }
  /** Tries one way first, and the other when that fails. */
  | { readonly op: 'split'; readonly first: number; readonly second: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'save'; readonly index: number }
  /** Captures the position. */
  | { readonly op: 'position'; readonly index: number }
  | { readonly op: 'balanced'; readonly open: number; readonly close: number }
  | { readonly op: 'capture'; readonly number: number }
  | { readonly op: 'end' }
  | { readonly op: 'match' }

export interface PatternProgram {
  readonly instructions: readonly Instruction[]
  readonly isAnchored: boolean
  /** The byte that every match begins with, if there is one. */
  readonly firstByte: string | undefined
}

/** A pattern that cannot be read. */
export class PatternFault extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'PatternFault'
  }
}
