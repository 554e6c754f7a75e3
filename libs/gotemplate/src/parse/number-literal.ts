import { parseFloat64, parseInt64, parseUint64 } from '@millrace/value'
import { unquoteRune } from '../text/unquote.ts'
import { Complex } from '../value/complex.ts'

/** A number literal under all the types that can hold it: what it becomes depends on where it stands. */
export interface NumberLiteral {
  readonly int?: bigint
  readonly uint?: bigint
  readonly float?: number
  readonly complex?: Complex
}

/** The value of a literal, or the message that says why it has none. */
export function numberLiteral(text: string, kind: 'rune' | 'complex' | 'number'): NumberLiteral | string {
  if (kind === 'rune') {
    const rune = unquoteRune(text)
    if (rune === undefined) return `malformed character constant: ${text}`
    return { int: BigInt(rune), uint: BigInt(rune), float: rune }
  }
  if (kind === 'complex') return complexLiteral(text) ?? `illegal number syntax: ${JSON.stringify(text)}`
  if (text.endsWith('i')) {
    const imaginary = parseFloat64(text.slice(0, -1))
    if (imaginary.kind === 'float') return simplified(new Complex(0, imaginary.value))
  }
  return realLiteral(text)
}

function realLiteral(text: string): NumberLiteral | string {
  const signed = parseInt64(text, 0)
  const unsigned = parseUint64(text, 0)
  const int = signed.kind === 'int' ? signed.value : undefined
  const uint = unsigned.kind === 'int' ? unsigned.value : int === 0n ? 0n : undefined
  const whole = int ?? uint
  if (whole !== undefined) return literal(int, uint, Number(whole))
  const float = parseFloat64(text)
  if (float.kind !== 'float') return `illegal number syntax: ${JSON.stringify(text)}`
  if (!/[.eEpP]/.test(text)) return `integer overflow: ${JSON.stringify(text)}`
  return { float: float.value, ...wholesOf(float.value) }
}

function literal(int: bigint | undefined, uint: bigint | undefined, float: number): NumberLiteral {
  return { ...(int === undefined ? {} : { int }), ...(uint === undefined ? {} : { uint }), float }
}

function wholesOf(float: number): { readonly int?: bigint; readonly uint?: bigint } {
  if (!Number.isInteger(float)) return {}
  const fitsInt = float >= -(2 ** 63) && float < 2 ** 63
  const fitsUint = float >= 0 && float < 2 ** 64
  return { ...(fitsInt ? { int: BigInt(float) } : {}), ...(fitsUint ? { uint: BigInt(float) } : {}) }
}

function complexLiteral(text: string): NumberLiteral | undefined {
  const split = /^(.*[^eEpP])([+-].*)i$/.exec(text)
  if (split === null) return undefined
  const real = parseFloat64(split[1] ?? '')
  const imaginary = parseFloat64(split[2] ?? '')
  if (real.kind !== 'float' || imaginary.kind !== 'float') return undefined
  return simplified(new Complex(real.value, imaginary.value))
}

/** A complex number on the real line can stand for a real one too. */
function simplified(complex: Complex): NumberLiteral {
  if (complex.imaginary !== 0) return { complex }
  return { complex, float: complex.real, ...wholesOf(complex.real) }
}
