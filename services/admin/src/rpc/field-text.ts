import type { DescMessage, Message } from '@bufbuild/protobuf'
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect'

/** The text of a field named by a path of proto names, as `filter.namespace`; empty where a part of it is not set. */
export function fieldText(schema: DescMessage, message: Message, path: string): string {
  let at: ReflectMessage = reflect(schema, message)
  const names = path.split('.')
  for (const [index, name] of names.entries()) {
    const field = at.fields.find((one) => one.name === name)
    if (field === undefined) throw new RangeError(`${schema.typeName} has no field ${path}`)
    if (!at.isSet(field)) return ''
    const value: unknown = at.get(field)
    if (index === names.length - 1) return typeof value === 'string' ? value : ''
    // A message field's value in a reflection is a reflection; the option names no field of another kind.
    at = value as ReflectMessage
  }
  return ''
}
