/** Why an edit is refused. */
export type SjsonFault =
  | 'empty-path'
  | 'path-too-long'
  | 'not-an-index'
  | 'complex-delete'
  | 'index-too-large'
  | 'unsupported-value'

const texts: Record<SjsonFault, string> = {
  'empty-path': 'the path is empty: name the place to write',
  'path-too-long': 'the path has more parts than the bound partsMax: use a shorter one',
  'not-an-index': 'the path names a member of an array: use an index, or -1 to append',
  'complex-delete': 'the path has an unescaped | # @ * or ?: delete takes plain paths only',
  'index-too-large': 'the index would pad the array beyond the bound paddingMax: use a smaller one',
  'unsupported-value': 'the value has no JSON form: only finite numbers can stand inside arrays and objects',
}

/** Thrown when an edit is refused; the document is then as it was. */
export class SjsonError extends Error {
  readonly code: SjsonFault

  constructor(code: SjsonFault, what?: string) {
    super(`[${code}] ${texts[code]}${what === undefined ? '' : ` (${JSON.stringify(what)})`}`)
    this.name = 'SjsonError'
    this.code = code
  }
}
