/** What a program may learn of the world: nothing but what is given here. */
export interface World {
  /** Seconds since 1970, for `now`; without it `now` fails. */
  readonly now?: () => number
  /** Seconds east of UTC, and the name, of the local zone at an instant (seconds since 1970). UTC without it. */
  readonly localZone?: (unixSeconds: number) => Zone
  /** Called when a run begins; what it gives says whether the run has had its time. Without it, the bounds alone end a run. */
  readonly timeLimit?: () => () => boolean
}

export interface Zone {
  readonly offset: number
  readonly name: string
}
