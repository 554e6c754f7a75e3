import type { Maybe } from '../driver.ts'

/** Which part of a source is read, and how much of it. */
export interface Window {
  /** Numbers below this. */
  readonly before: number
  /** Numbers from this on. */
  readonly lowest: number
  /** So many at most. */
  readonly count: number
}

/** Numbers of events, highest first, and where to go on. */
export interface Candidates {
  readonly ids: readonly number[]
  /** Numbers below this have not been looked at; undefined: there are none in the window. */
  readonly next: number | undefined
  /** What it took, about. Microseconds of the database's work. */
  readonly cost: number
}

/** What narrows a search. */
export interface Narrowed {
  /** The first one does it alone where there is no other. */
  readonly sources: readonly [IdSource, ...IdSource[]]
  /** What they give has the text that is asked for: the data need not be looked at. */
  readonly knowsText: boolean
}

/** Events of which one thing that is asked for holds, or may hold: what is found is looked at again. */
export interface IdSource {
  read(window: Window): Maybe<Candidates>
  /** Those of these events of which it holds. */
  having(ids: readonly number[]): Maybe<ReadonlySet<number>>
  /** What reading one number takes, and what looking one event up does, about. Microseconds of the database's work. */
  readonly readCost: number
  readonly lookUpCost: number
}
