/** What `toValue` gives: JSON as JavaScript values. */
export type GjsonValue = null | boolean | number | string | GjsonValue[] | GjsonObject
export interface GjsonObject {
  [key: string]: GjsonValue
}

/** Sets a member unless it is there: the first of duplicate keys wins, and `__proto__` is a key like others. */
export function put(object: GjsonObject, key: string, value: GjsonValue): void {
  if (Object.hasOwn(object, key)) return
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
  } else {
    object[key] = value
  }
}
