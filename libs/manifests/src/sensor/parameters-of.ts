import type { TriggerParameter } from './parameter.ts'
import type { TriggerTemplate } from './trigger-template.ts'
import { TRIGGER_TYPES } from './trigger-types.ts'
import type { Trigger } from './trigger.ts'

/** Every parameter of a trigger that takes a value from an event: of the template, the type, payloads and headers. */
export function parametersOf(trigger: Trigger): readonly TriggerParameter[] {
  return [...(trigger.parameters ?? []), ...TRIGGER_TYPES.flatMap((type) => parametersWithin(trigger.template[type]))]
}

type TypeSettings = NonNullable<TriggerTemplate[(typeof TRIGGER_TYPES)[number]]>

function parametersWithin(settings: TypeSettings | undefined): readonly TriggerParameter[] {
  if (settings === undefined) return []
  return [
    ...('parameters' in settings ? (settings.parameters ?? []) : []),
    ...('payload' in settings ? (settings.payload ?? []) : []),
    ...('dynamicHeaders' in settings ? (settings.dynamicHeaders ?? []) : []),
  ]
}
