import { parseFloat64, parseInt64 } from '@millrace/value'
import { Int, truncated } from '../value/int.ts'
import type { Value } from '../value/value.ts'

/** What `int64` makes of anything: texts may have a base prefix, and lose what follows the point; 0 for the rest. */
export function toInt64(value: Value): bigint {
  if (value instanceof Int) return BigInt.asIntN(64, value.value)
  if (typeof value === 'number') return truncated(value)
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (typeof value !== 'string') return 0n
  const parsed = parseInt64(withoutFraction(value), 0)
  return parsed.kind === 'int' ? parsed.value : 0n
}

function withoutFraction(text: string): string {
  const found = /^([-+]?[0-9]*)\.[0-9]*$/.exec(text)
  const [, whole] = found ?? []
  if (whole === undefined) return text
  return whole === '' || whole === '-' || whole === '+' ? `${whole}0` : whole
}

/** What `float64` makes of anything; 0 for what is no number. */
export function toFloat64(value: Value): number {
  if (typeof value === 'number') return value
  if (value instanceof Int) return Number(value.value)
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value !== 'string') return 0
  const parsed = parseFloat64(value)
  return parsed.kind === 'float' ? parsed.value : 0
}
