import { backoffDelays, defaultBackoff, isJsonObject } from '@millrace/manifests'
import { inputFault, setupFault } from '../act.ts'
import type { Attempted } from '../next-step.ts'
import type { ArtifactError } from './artifact.ts'

/**
 * What follows when an object could not be had. As in the original it is asked for five times within one attempt, about a
 * second apart; between two the invocation waits in the bus. `awaited` is what the last try has left, `random` gives numbers
 * in [0, 1).
 */
export function afterArtifactFault(
  type: string,
  { message, isFinal }: ArtifactError,
  awaited: string,
  random: () => number,
): Attempted {
  const reason = `${type}: ${message}`
  if (isFinal) return inputFault(reason)
  const tries = triesOf(awaited) + 1
  let nth = 0
  for (const afterMs of backoffDelays(defaultBackoff, random)) {
    if ((nth += 1) === tries)
      return { kind: 'waits', afterMs, awaited: JSON.stringify({ artifactTries: tries }), reason }
  }
  return setupFault(reason)
}

/** How often the object was asked for within this attempt. */
function triesOf(awaited: string): number {
  if (awaited === '') return 0
  try {
    const value: unknown = JSON.parse(awaited)
    const tries = isJsonObject(value) ? value['artifactTries'] : 0
    return typeof tries === 'number' ? tries : 0
  } catch {
    return 0
  }
}
