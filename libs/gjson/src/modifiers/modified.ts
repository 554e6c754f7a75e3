import type { Look } from '../walk/walk.ts'

/** The text a modifier gave. */
export interface Modified {
  readonly text: string
  /** Where it lies in the text the modifier was given; -1 when it was built. */
  readonly at: number
}

export interface Surroundings {
  readonly look: Look
  readonly depth: number
}

export type Modifier = (json: string, argument: string, surroundings: Surroundings) => Modified

export function unchanged(json: string): Modified {
  return { text: json, at: 0 }
}

export function made(text: string): Modified {
  return { text, at: -1 }
}
