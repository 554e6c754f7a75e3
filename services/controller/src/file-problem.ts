import type { Problem } from '@millrace/manifests'

/** A problem with a file or folder itself. */
export type FileProblem = Problem

export function fileProblem(file: string, message: string): FileProblem {
  return { severity: 'error', code: 'limit', file, line: 0, column: 0, path: '', message }
}
