/** The JSON type of a result; `JSON` is an object or an array. */
export type GjsonType = 'Null' | 'False' | 'Number' | 'String' | 'True' | 'JSON'

/** What a look-up found. `toStr`, `toValue` and the others of that family turn it into what is needed. */
export interface GjsonResult {
  /** A JSON `null` exists. */
  readonly exists: boolean
  readonly type: GjsonType
  /** The exact source text, or the JSON text that a projection, multipath or modifier built. */
  readonly raw: string
  /** Where `raw` starts in the document, in UTF-16 units; 0 when that is unknown. */
  readonly index: number
  /** For a `#` path: where each element of `raw` starts in the document. */
  readonly indexes: readonly number[] | undefined
}

/** A result that still knows whether its text lies inside the text that was searched. */
export interface Found extends GjsonResult {
  /** Where `raw` starts in the searched text; -1 when it was built. Unlike `index` it survives pipes. */
  readonly at: number
}

export const missing: Found = { exists: false, type: 'Null', raw: '', index: 0, indexes: undefined, at: -1 }

/** A value that is the part of `json` from `from` to `to`. */
export function slice(json: string, type: GjsonType, from: number, to: number): Found {
  return { exists: true, type, raw: json.slice(from, to), index: from, indexes: undefined, at: from }
}

/** A JSON text that is not part of the searched text. */
export function built(raw: string, indexes?: readonly number[]): Found {
  return { exists: true, type: 'JSON', raw, index: 0, indexes, at: -1 }
}

export function isObject(result: GjsonResult): boolean {
  return result.type === 'JSON' && result.raw.charCodeAt(0) === 0x7b
}

export function isArray(result: GjsonResult): boolean {
  return result.type === 'JSON' && result.raw.charCodeAt(0) === 0x5b
}
