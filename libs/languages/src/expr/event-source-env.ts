import type { PlainMap, Value } from '@millrace/expr'

/**
 * The names that an EventSource's expression finds: the payload's members, with `_` for `-`, and dotted names taken apart
 * (`{"a.b": 1}` is `a.b`). A member whose name is the beginning of a dotted one gives way to it.
 */
export function eventSourceEnv(payload: PlainMap): Record<string, Value> {
  const renamed = Object.create(null) as Record<string, Value>
  let isDotted = false
  for (const key of Object.keys(payload)) {
    const name = key.includes('-') ? key.replaceAll('-', '_') : key
    isDotted ||= name.includes('.')
    renamed[name] = payload[key] ?? null
  }
  return isDotted ? expanded(Object.entries(renamed)) : renamed
}

function expanded(members: readonly (readonly [string, Value])[]): Record<string, Value> {
  const groups = new Map<string, (readonly [string, Value])[]>()
  const plain: (readonly [string, Value])[] = []
  for (const [name, value] of members) {
    const dot = name.indexOf('.')
    if (dot < 0) plain.push([name, value])
    else {
      const first = name.slice(0, dot)
      const group = groups.get(first) ?? []
      groups.set(first, group)
      group.push([name.slice(dot + 1), value])
    }
  }
  const map = Object.create(null) as Record<string, Value>
  for (const [name, value] of plain) if (!groups.has(name)) map[name] = value
  for (const [name, group] of groups) map[name] = expanded(group)
  return map
}
