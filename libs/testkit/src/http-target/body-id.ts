/** The string or number at a dotted path (`event.id`) of a JSON body; null when there is none or the body is no JSON. */
export function bodyIdAt(path: string, body: string): string | null {
  let value = parse(body)
  for (const name of path.split('.')) value = member(value, name)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}
