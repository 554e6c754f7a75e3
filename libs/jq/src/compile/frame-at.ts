import type { Frame } from '../run/machine.ts'

/** The frame so many functions out. */
export function frameAt(frame: Frame, hops: number): Frame {
  let at = frame
  for (let left = hops; left > 0; left--) at = at.outer ?? at
  return at
}
