import { JsonNumber, toBytes } from '@millrace/value'

/**
 * An output as JSON, with the tags of vectors/README.md for what JSON would lose: `$float` (NaN, infinities, -0),
 * `$bigint`, `$bytes` and `$str64`.
 */
export function writeOutput(output: unknown): string {
  return JSON.stringify(output, tagged)
}

function tagged(_key: string, value: unknown): unknown {
  if (typeof value === 'number') {
    if (Number.isFinite(value) && !Object.is(value, -0)) return value
    return { $float: Object.is(value, -0) ? '-0' : floatText(value) }
  }
  if (typeof value === 'bigint') return { $bigint: String(value) }
  if (typeof value === 'string') {
    return value.isWellFormed() ? value : { $str64: Buffer.from(toBytes(value)).toString('base64') }
  }
  if (value instanceof JsonNumber) return rawJson(value.text)
  return value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString('base64') } : value
}

/** A number that is written as it is, digit by digit. The engine has it; TypeScript's library does not yet. */
const { rawJSON: rawJson } = JSON as unknown as { readonly rawJSON: (json: string) => unknown }

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? '+Inf' : '-Inf'
}
