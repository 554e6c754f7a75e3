import type { Path } from '../schema/path.ts'

/** Line and column, counted from 1. Both are 0 for what has no text. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** What is known of the text that an object came from. Paths are from the object's own root. */
export interface Source {
  readonly file: string
  /** Where the value stands, or its name (`key`). A path that is not there gives the nearest thing around it. */
  readonly position: (path: Path, part: 'key' | 'value') => Position
  /** A scalar as it was written (`1.10`, `yes`), which its value (1.1, true) no longer tells. */
  readonly written: (path: Path) => string | undefined
}

/** The source of an object that never was a text, such as one from an API server. */
export function withoutText(file: string): Source {
  return { file, position: () => ({ line: 0, column: 0 }), written: () => undefined }
}
