/** JSON as answers are compared: members in any order, floats to 12 places. */
export function comparable(json: unknown): unknown {
  if (typeof json === 'number') return { number: Number.isSafeInteger(json) ? String(json) : json.toPrecision(12) }
  if (Array.isArray(json)) return json.map(comparable)
  if (typeof json !== 'object' || json === null) return json
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, comparable(value)]))
}
