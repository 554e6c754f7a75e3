import { get, toStr } from '@millrace/gjson'
import { at, listAt, textAt } from '@millrace/kube'
import type { ResourceFilter } from '@millrace/manifests'
import { compile, type Regexp } from '@millrace/re2'
import { SourceFault } from '../source-fault.ts'
import type { Told } from './known-objects.ts'

/** Decides whether what happened to an object is told. */
export type ObjectFilter = (told: Told, startedMs: number) => boolean

/** The parts of `filter` that the API cannot judge. Throws `SourceFault`. */
export function objectFilter(filter: ResourceFilter | undefined): ObjectFilter {
  if (filter === undefined) return () => true
  const tests: ObjectFilter[] = []
  const { prefix, createdBy, afterStart, fields = [] } = filter
  if (prefix !== undefined && prefix !== '') tests.push(({ name }) => name.startsWith(prefix))
  if (createdBy !== undefined) tests.push(createdUntil(createdBy))
  // The API tells times in whole seconds: what happened within the second of the start happened after it.
  if (afterStart === true) tests.push((told, startedMs) => happenedMs(told) >= Math.floor(startedMs / 1_000) * 1_000)
  for (const field of fields) tests.push(fieldTest(field))
  return (told, startedMs) => tests.every((test) => test(told, startedMs))
}

function createdUntil(time: string): ObjectFilter {
  const untilMs = Date.parse(time)
  if (Number.isNaN(untilMs)) throw new SourceFault('settings-invalid', `filter.createdBy: ${time} is no RFC 3339 time`)
  return ({ body }) => !(Date.parse(textAt(JSON.parse(body), 'metadata', 'creationTimestamp')) > untilMs)
}

/** When it happened, as far as the object tells. Milliseconds since the Unix epoch; not a number where it does not. */
function happenedMs({ kind, body }: Told): number {
  const metadata = at(JSON.parse(body), 'metadata')
  const createdMs = Date.parse(textAt(metadata, 'creationTimestamp'))
  if (kind === 'ADD') return createdMs
  if (kind === 'DELETE') {
    const deleted = textAt(metadata, 'deletionTimestamp')
    return deleted === '' ? Infinity : Date.parse(deleted)
  }
  const updatesMs = listAt(metadata, 'managedFields')
    .filter((entry) => textAt(entry, 'operation') === 'Update')
    .map((entry) => Date.parse(textAt(entry, 'time')))
  return Math.max(createdMs, ...updatesMs.filter((ms) => !Number.isNaN(ms)))
}

type Field = NonNullable<ResourceFilter['fields']>[number]

/** The pattern is looked for in texts only; a number or a boolean counts as an empty one, as in Argo Events. */
function fieldTest({ key, operation = '==', value = '' }: Field): ObjectFilter {
  const pattern = compiled(key, value)
  const isWanted = operation !== '!='
  return ({ body }) => {
    const found = get(body, key)
    return found.exists && pattern.test(found.type === 'String' ? toStr(found) : '') === isWanted
  }
}

function compiled(key: string, value: string): Regexp {
  try {
    return compile(value)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'it does not compile'
    throw new SourceFault('settings-invalid', `filter.fields, ${key}: ${reason}`)
  }
}
