import { inUnit, roundDuration, truncateDuration } from '@millrace/gotime'
import { fixed } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { Int, int64 } from '../value/int.ts'
import { textOfNamed } from '../value/named-int.ts'
import { hour, minute, second } from './duration.ts'

/** A method of a Duration, a Month or a Weekday. */
export function namedIntMethod(int: Int, name: string): Signature | undefined {
  const text = textOfNamed(int)
  if (text === undefined) return undefined
  if (name === 'String') return fixed([], () => text)
  return int.type === 'time.Duration' ? durationMethod(int.value, name) : undefined
}

function durationMethod(nanos: bigint, name: string): Signature | undefined {
  const made = (value: bigint): Int => new Int(value, 'time.Duration')
  switch (name) {
    case 'Hours':
      return fixed([], () => inUnit(nanos, hour))
    case 'Minutes':
      return fixed([], () => inUnit(nanos, minute))
    case 'Seconds':
      return fixed([], () => inUnit(nanos, second))
    case 'Milliseconds':
      return fixed([], () => int64(nanos / 1_000_000n))
    case 'Microseconds':
      return fixed([], () => int64(nanos / 1_000n))
    case 'Nanoseconds':
      return fixed([], () => int64(nanos))
    case 'Round':
      return fixed(['duration'], (_, unit) => made(roundDuration(nanos, unit.value)))
    case 'Truncate':
      return fixed(['duration'], (_, unit) => made(truncateDuration(nanos, unit.value)))
    case 'Abs':
      return fixed([], () => made(nanos < 0n ? -nanos : nanos))
    default:
      return undefined
  }
}
