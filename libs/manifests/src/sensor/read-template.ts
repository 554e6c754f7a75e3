import { decode } from '../schema/decode.ts'
import { Reading } from '../schema/reading.ts'
import { withoutText } from '../read/source.ts'
import type { Problem } from '../problem.ts'
import { triggerTemplate, type TriggerTemplate } from './trigger-template.ts'

/** A template, or why it is none. */
export interface ReadTemplate {
  readonly template?: TriggerTemplate
  readonly problems: readonly Problem[]
}

/** Reads the JSON of a trigger template anew, after parameters were written into it. */
export function readTriggerTemplate(value: unknown, origin: string): ReadTemplate {
  const reading = new Reading(withoutText(origin))
  const template = decode(triggerTemplate, value, [], reading)
  return {
    ...(template === undefined || reading.failed ? {} : { template }),
    problems: reading.problems,
  }
}
