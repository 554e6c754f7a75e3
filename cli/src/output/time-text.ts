import { timestampFromDate, type Timestamp } from '@bufbuild/protobuf/wkt'
import { CliError } from '../cli-error.ts'

/** A time in microseconds since the Unix epoch; empty for 0. */
export function timeText(us: bigint): string {
  return us === 0n ? '' : new Date(Number(us / 1_000n)).toISOString()
}

/** A span in microseconds, with three digits. */
export function spanText(us: number): string {
  if (us < 1_000) return `${Math.round(us)} µs`
  if (us < 1_000_000) return `${(us / 1_000).toPrecision(3)} ms`
  if (us < 120_000_000) return `${(us / 1_000_000).toPrecision(3)} s`
  const minutes = us / 60_000_000
  return minutes < 120 ? `${Math.round(minutes)} min` : `${Math.round(minutes / 60)} h`
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A time that is given as RFC 3339, or as how long ago: `90s`, `15m`, `6h`, `2d`. Throws CliError. */
export function timeIn(text: string, nowMs: number): Timestamp {
  const [, amount = '', unit = ''] = /^(\d{1,9})([smhd])$/u.exec(text) ?? []
  const ms = amount === '' ? Date.parse(text) : nowMs - Number(amount) * (units[unit] ?? 0)
  if (Number.isNaN(ms)) {
    throw new CliError(
      `${JSON.stringify(text)} is no time; give 2026-11-28T07:00:00Z, or how long ago: 90s, 15m, 6h, 2d`,
      {
        exitCode: 2,
      },
    )
  }
  return timestampFromDate(new Date(ms))
}
