import type { Env } from '../run-cli.ts'

/** What a person asks of one language. */
export interface Question {
  /** The expression, path, template, program, pattern or schedule. */
  readonly text: string
  /** The document as a value; undefined where none was given. */
  readonly data: unknown
  /** The same as it was written. */
  readonly json: string | undefined
  readonly options: QuestionOptions
  readonly env: Env
}

/** What only some languages take. */
export interface QuestionOptions {
  /** The text to search in. */
  readonly text?: string
  readonly value?: string
  readonly delete?: true
  readonly dependencies?: string
  readonly tagged?: true
  readonly from?: string
  readonly count?: string
  readonly timezone?: string
}

/** Gives the text to print. Throws what the language throws, or a CliError when something was not given. */
export type Ask = (question: Question) => string
