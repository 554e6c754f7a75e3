import type { EventSourceType } from '@millrace/manifests'
import { calendarSource } from './calendar/calendar-source.ts'
import { resourceSource } from './resource/resource-source.ts'
import type { OpenSource } from './source.ts'

/** The types of events that are pulled here, each with what makes its source. */
export const sourceTypes: Readonly<Partial<Record<EventSourceType, OpenSource>>> = {
  calendar: calendarSource,
  resource: resourceSource,
}

export const pulledTypes: ReadonlySet<EventSourceType> = new Set(
  // Its keys are what its type says.
  Object.keys(sourceTypes) as EventSourceType[],
)
