import type { SensorEvent } from './event.ts'

/** An event as the vectors write it. */
export interface VectorEvent {
  readonly context: {
    readonly id?: string
    readonly source?: string
    readonly specversion?: string
    readonly type?: string
    readonly datacontenttype?: string
    readonly subject?: string
    readonly time?: string
  }
  readonly data?: string
}

/** The event that a vector means. */
export function vectorEvent({ context, data }: VectorEvent): SensorEvent {
  const { time, ...given } = context
  const rest = { id: '', source: '', specversion: '', type: '', datacontenttype: '', subject: '', ...given }
  if (time === undefined) return { context: { ...rest, time: undefined }, data }
  const ms = Date.parse(time)
  const seconds = Math.floor(ms / 1000)
  return { context: { ...rest, time: { seconds, nanos: (ms - seconds * 1000) * 1_000_000 } }, data }
}
