import { fromMs, loadLocation } from '@millrace/gotime'
import { CronError } from './error.ts'
import { parseCron } from './schedule.ts'

/** Schedules as sensors use them: five fields in a time zone, times in milliseconds since 1970. */
export interface CronLanguage {
  /** `timezone` is an IANA name, UTC when it is empty. Throws a CronError. */
  readonly compile: (spec: string, timezone: string) => MsSchedule
}

export interface MsSchedule {
  /** The first due instant after this one; undefined when there is none in five years. */
  readonly next: (afterMs: number) => number | undefined
  /** The last due instant before this one; undefined when there is none in the last five years. */
  readonly previous: (beforeMs: number) => number | undefined
}

export function cronLanguage(): CronLanguage {
  return {
    compile: (spec, timezone) => {
      const schedule = parseCron(spec, 'calendar')
      const location = loadLocation(timezone)
      if (location === undefined) throw new CronError('unknown-zone', `unknown time zone ${timezone}`)
      return {
        next: (afterMs) => {
          const due = schedule.next(fromMs(afterMs, location))
          return due === undefined ? undefined : due.seconds * 1000
        },
        previous: (beforeMs) => {
          try {
            return schedule.previous(fromMs(beforeMs, location)).seconds * 1000
          } catch (error) {
            if (error instanceof CronError && error.code === 'no-previous') return undefined
            throw error
          }
        },
      }
    },
  }
}
