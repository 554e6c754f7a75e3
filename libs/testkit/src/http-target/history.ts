import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import type { HistoryLine } from './call.ts'

/**
 * Reads a history file: one JSON object a line, in order of arrival. A last line that a crash cut short is left out:
 * its call was never answered.
 */
export function readHistory(file: string): readonly HistoryLine[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  // Only this library writes these files, and whole lines at that; what follows the last newline is the torn rest.
  return lines.slice(0, -1).map((line) => JSON.parse(line) as HistoryLine)
}

/** Appends lines so that one is in the file before its call is answered: a killed target has told all it did. */
export class HistoryWriter implements Disposable {
  readonly #file: number

  constructor(path: string) {
    if (existsSync(path)) truncateSync(path, wholeBytes(path))
    this.#file = openSync(path, 'a', 0o600)
  }

  append(line: HistoryLine): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`)
  }

  [Symbol.dispose](): void {
    closeSync(this.#file)
  }
}

/** Without what a crash left of a line, or the next one would be glued to it. */
function wholeBytes(path: string): number {
  return readFileSync(path).lastIndexOf('\n') + 1
}

/** What an earlier run of the same target wrote; nothing when there is no file yet. */
export function earlierHistory(path: string): readonly HistoryLine[] {
  return existsSync(path) ? readHistory(path) : []
}
