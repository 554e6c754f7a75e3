/**
 * What `encoding/json` makes of a document: objects are plain objects, numbers are float64. A `bigint` or a `JsonNumber`
 * stands in it only where its reader was asked for one.
 */
export type JsonValue = null | boolean | number | bigint | string | JsonNumber | JsonValue[] | JsonMap

export interface JsonMap {
  [name: string]: JsonValue
}

/** A number with the digits it was written with, as Go's `json.Number`. */
export class JsonNumber {
  readonly text: string

  /** `text` must be a number of JSON's grammar. */
  constructor(text: string) {
    this.text = text
  }

  /** Whether it has neither a fraction nor an exponent. */
  get isInteger(): boolean {
    return !/[.eE]/.test(this.text)
  }

  toString(): string {
    return this.text
  }
}

/** Whether this is one of `JsonValue`'s objects: not an array, not of a class. */
export function isJsonMap(value: unknown): value is JsonMap {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Sets a member as a document has it: `__proto__` is a name like others. */
export function setMember(map: JsonMap, name: string, value: JsonValue): void {
  if (name === '__proto__') {
    Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true })
  } else map[name] = value
}
