export { nestingMax, pathCharsMax, stepsMax } from './budget.ts'
export { JsonPathError } from './error.ts'
export { query } from './query.ts'
export type { Value as JsonPathValue } from './value.ts'
