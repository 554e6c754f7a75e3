import { isJsonObject } from '@millrace/manifests'
import type { MigrateNote } from './migrate-note.ts'

/** Where a note holds: the last object or list that the field lies in, and its path from the root. */
export interface NoteMatch {
  readonly node: object
  readonly field: string | number
  readonly path: readonly (string | number)[]
}

/** The places of an object where a note holds. */
export function matchNote(note: MigrateNote, object: object): readonly NoteMatch[] {
  return walk(note, note.path.split('.'), object, [], [])
}

function walk(
  note: MigrateNote,
  [first, ...rest]: readonly string[],
  node: unknown,
  within: readonly object[],
  path: readonly (string | number)[],
): readonly NoteMatch[] {
  if (first === undefined || typeof node !== 'object' || node === null) return []
  return fieldsOf(node, first).flatMap(([field, value]) => {
    const outward = [node, ...within]
    const here = [...path, field]
    if (rest.length > 0) return walk(note, rest, value, outward, here)
    return note.when?.(value, outward) === false ? [] : [{ node, field, path: here }]
  })
}

function fieldsOf(node: object, name: string): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(node)) return name === '*' ? node.map((value: unknown, index) => [index, value] as const) : []
  if (!isJsonObject(node)) return []
  const all = Object.entries(node).filter(([, value]) => value !== undefined)
  return name === '*' ? all : all.filter(([field]) => field === name)
}
