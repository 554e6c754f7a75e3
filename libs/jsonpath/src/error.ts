/** A path that is none, or one that finds nothing where it must. The message has the original's words. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError'
}
