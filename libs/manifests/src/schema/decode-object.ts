import { describeSchema, describeType } from './describe.ts'
import { isJsonObject, member, type JsonObject } from './json.ts'
import { nearestName } from './nearest-name.ts'
import { formatPath, type Path } from './path.ts'
import { problemsPerObjectMax, type Reading } from './reading.ts'
import type { Field, ObjectSchema, Schema } from './schema.ts'

type Decode = (schema: Schema, raw: unknown, path: Path, reading: Reading) => unknown

/** The value of a field, wherever the author put it. */
interface Found {
  readonly raw: unknown
  readonly path: Path
  readonly elsewhere: boolean
}

/** Reads an object field by field. Undefined when a required field is absent or could not be read. */
export function decodeObject(
  schema: ObjectSchema,
  raw: unknown,
  path: Path,
  reading: Reading,
  decode: Decode,
): object | undefined {
  if (!isJsonObject(raw)) {
    const message = `expected ${describeSchema(schema)}, found ${describeType(raw)}`
    reading.report({ severity: 'error', code: 'type', path, message })
    return undefined
  }
  const entries: [string, unknown][] = []
  const moved = new Map<string, Path>()
  const strangers = new Set(Object.keys(raw).filter((name) => !Object.hasOwn(schema.fields, name)))
  let complete = true
  let partial = false
  for (const [name, field] of Object.entries(schema.fields)) {
    const found = findMember(schema, name, field, raw, path, reading, strangers)
    if (found?.elsewhere === true) moved.set(name, found.path)
    const value = found === undefined ? undefined : decode(field.schema, found.raw, found.path, reading)
    if (found !== undefined && value === undefined) partial = true
    const isGiven = value !== undefined && !isEmpty(field, found?.raw, value)
    if (isGiven) entries.push([name, value])
    else if (field.presence === 'defaulted') entries.push([name, field.fallback])
    else if (field.presence === 'required') {
      complete = false
      if (found === undefined || value !== undefined) reportMissing(name, field, path, reading)
    }
  }
  reportUnknown(schema, strangers, path, reading)
  if (!complete) return undefined
  const result = Object.fromEntries(entries)
  reading.place(result, { path, moved, partial })
  return result
}

function findMember(
  schema: ObjectSchema,
  name: string,
  field: Field,
  raw: JsonObject,
  path: Path,
  reading: Reading,
  strangers: Set<string>,
): Found | undefined {
  const own = member(raw, name) ?? undefined
  const borrowed = field.under === undefined ? undefined : findUnder(field.under, name, raw, path)
  if (own !== undefined) {
    if (borrowed !== undefined) reportTwice(name, borrowed, reading)
    return { raw: own, path: [...path, name], elsewhere: false }
  }
  if (borrowed !== undefined) {
    reading.report({
      severity: 'warning',
      code: 'misplaced',
      path: borrowed.path,
      message: `${name} belongs beside ${String(field.under)}, not in it; it is read as if it stood there`,
      remedy: `move it up to ${formatPath([...path, name])}`,
      atKey: true,
    })
    return borrowed
  }
  const alias = findAlias(name, field, strangers, schema)
  if (alias === undefined) return undefined
  strangers.delete(alias)
  const message = `${alias} is read as ${name}`
  reading.report({
    severity: 'warning',
    code: 'spelling',
    path: [...path, alias],
    message,
    remedy: `write ${name}`,
    atKey: true,
  })
  const value = member(raw, alias) ?? undefined
  return value === undefined ? undefined : { raw: value, path: [...path, alias], elsewhere: true }
}

function findUnder(sibling: string, name: string, raw: JsonObject, path: Path): Found | undefined {
  const inner = member(raw, sibling)
  if (!isJsonObject(inner)) return undefined
  const value = member(inner, name) ?? undefined
  return value === undefined ? undefined : { raw: value, path: [...path, sibling, name], elsewhere: true }
}

/** A name in the wrong case, or one that published manifests use. */
function findAlias(
  name: string,
  field: Field,
  strangers: ReadonlySet<string>,
  schema: ObjectSchema,
): string | undefined {
  if (strangers.size === 0) return undefined
  const folded = name.toLowerCase()
  for (const stranger of strangers) {
    if (schema.lends?.includes(stranger) === true) continue
    if (stranger.toLowerCase() === folded || field.aliases?.includes(stranger) === true) return stranger
  }
  return undefined
}

/** A list or map counts by what was written: elements that could not be read were there all the same. */
function isEmpty(field: Field, raw: unknown, value: unknown): boolean {
  const { schema } = field
  if (value === '') return schema.kind !== 'string' || schema.keepEmpty !== true
  if (field.presence !== 'required') return false
  if (schema.kind === 'list') return schema.mayBeEmpty !== true && Array.isArray(raw) && raw.length === 0
  return schema.kind === 'map' && isJsonObject(raw) && Object.keys(raw).length === 0
}

function reportMissing(name: string, field: Field, path: Path, reading: Reading): void {
  const message = field.missing ?? `${name} is required`
  reading.report({ severity: 'error', code: 'required', path: [...path, name], message })
}

function reportTwice(name: string, borrowed: Found, reading: Reading): void {
  const message = `${name} stands here and one level up; the one further up counts`
  reading.report({ severity: 'warning', code: 'misplaced', path: borrowed.path, message, remedy: 'remove this one' })
}

function reportUnknown(schema: ObjectSchema, strangers: ReadonlySet<string>, path: Path, reading: Reading): void {
  for (const name of [...strangers].slice(0, problemsPerObjectMax)) {
    if (schema.lends?.includes(name) === true) continue
    const hint = schema.hints !== undefined && Object.hasOwn(schema.hints, name) ? schema.hints[name] : undefined
    const near = nearestName(name, Object.keys(schema.fields))
    reading.report({
      severity: 'warning',
      code: 'unknown-field',
      path: [...path, name],
      message: 'unknown field, ignored',
      remedy: hint ?? (near === undefined ? undefined : `did you mean ${near}?`),
      atKey: true,
    })
  }
}
