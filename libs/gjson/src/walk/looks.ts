import { GjsonError } from '../error.ts'

/** Look-ups that one path may ask for: `@dig` within `@dig` looks into each part of each part. */
export const looksMax = 1_000_000
let looks = 0

/** A new path is looked up. All of it happens in one turn, so that one counter serves. */
export function beginLooks(): void {
  looks = 0
}

/** One more place is looked into. Throws a GjsonError beyond `looksMax`. */
export function countLook(): void {
  looks += 1
  if (looks > looksMax) throw new GjsonError('too-long')
}
