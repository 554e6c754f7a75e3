/**
 * The kinds of problem.
 *
 * - `syntax`: not YAML or JSON, or nothing that JSON could say
 * - `limit`: larger or deeper than this library reads
 * - `type`: a value of the wrong type, which cannot be understood
 * - `coerced`: a value of the wrong type that was understood all the same
 * - `spelling`: a word or name in the wrong case or under another name, understood all the same
 * - `misplaced`: a field in the wrong object, understood all the same
 * - `unknown-field`: a field that means nothing
 * - `required`: a field without which the object cannot work
 * - `invalid`: a value of the right type that cannot work
 * - `suspect`: a value that works and likely does not do what was meant
 * - `conflict`: two things that do not go together
 * - `duplicate`: the same name or key twice
 * - `reference`: a name that nothing has
 * - `precision`: a number that JavaScript cannot hold exactly
 * - `annotation`: a `millrace.io/` annotation that is unknown, misplaced or wrong
 * - `ignored-kind`: an object of a kind that is not ours
 */
export type ProblemCode =
  | 'syntax'
  | 'limit'
  | 'type'
  | 'coerced'
  | 'spelling'
  | 'misplaced'
  | 'unknown-field'
  | 'required'
  | 'invalid'
  | 'suspect'
  | 'conflict'
  | 'duplicate'
  | 'reference'
  | 'precision'
  | 'annotation'
  | 'ignored-kind'

export type Severity = 'error' | 'warning'

/** One thing that is wrong with a manifest. An object with an error is not used; one with warnings only is. */
export interface Problem {
  readonly severity: Severity
  readonly code: ProblemCode
  readonly file: string
  /** Counted from 1; 0 when the object did not come from a text. */
  readonly line: number
  /** Counted from 1, in UTF-16 units; 0 when the object did not come from a text. */
  readonly column: number
  /** From the object's root, such as `spec.triggers[0].template.http.url`; empty for the object or file itself. */
  readonly path: string
  readonly message: string
  /** What to do about it. */
  readonly remedy?: string
}

/** `file:line:column: error: path: message. Remedy` */
export function formatProblem(problem: Problem): string {
  const where = problem.line > 0 ? `${problem.file}:${problem.line}:${problem.column}` : problem.file
  const path = problem.path === '' ? '' : `${problem.path}: `
  const remedy = problem.remedy === undefined ? '' : `. ${capitalised(problem.remedy)}`
  return `${where}: ${problem.severity}: ${path}${problem.message}${remedy}`
}

/** By file, then by place in the file. */
export function compareProblems(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || a.column - b.column
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
