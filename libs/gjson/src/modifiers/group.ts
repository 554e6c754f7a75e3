import { forEach } from '../results/members.ts'
import { made } from './modified.ts'
import { parseText } from '../results/parse.ts'
import { isArray, isObject } from '../results/result.ts'
import type { Modified } from './modified.ts'

/** Turns an object of arrays into an array of objects. */
export function group(json: string): Modified {
  const object = parseText(json)
  if (!isObject(object)) return made('')
  const rows: string[][] = []
  forEach(object, (column, key) => {
    if (key === undefined || !isArray(column)) return
    let row = 0
    forEach(column, (value) => {
      const members = (rows[row] ??= [])
      members.push(`${key.raw}:${value.raw}`)
      row++
    })
  })
  return made(`[${rows.map((members) => `{${members.join(',')}}`).join(',')}]`)
}
