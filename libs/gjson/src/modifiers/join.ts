import { toBool, toStr } from '../results/convert.ts'
import { forEach } from '../results/members.ts'
import { readOptions } from './options.ts'
import { made, unchanged } from './modified.ts'
import { parseText } from '../results/parse.ts'
import { isArray, isObject, missing } from '../results/result.ts'
import { unwrap } from './unwrap.ts'
import type { Modified } from './modified.ts'
import type { GjsonResult } from '../results/result.ts'

/** Makes one object of an array of objects. The last of equal keys wins, unless `{"preserve":true}` keeps them all. */
export function join(json: string, argument: string): Modified {
  const array = parseText(json)
  if (!isArray(array)) return unchanged(json)
  const objects: GjsonResult[] = []
  forEach(array, (value) => {
    if (isObject(value)) objects.push(value)
  })
  const preserve = toBool(readOptions(argument).get('preserve') ?? missing)
  const members = preserve ? objects.map(({ raw }) => unwrap(raw)) : distinctMembers(objects)
  return made(`{${members.join(',')}}`)
}

function distinctMembers(objects: readonly GjsonResult[]): readonly string[] {
  const members = new Map<string, { readonly key: string; readonly value: string }>()
  for (const object of objects) {
    forEach(object, (value, key) => {
      if (key === undefined) return
      const name = toStr(key)
      members.set(name, { key: members.get(name)?.key ?? key.raw, value: value.raw })
    })
  }
  return Array.from(members.values(), ({ key, value }) => `${key}:${value}`)
}
