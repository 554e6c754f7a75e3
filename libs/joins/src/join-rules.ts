import { joinDeadlineOf, settingsOf, triggerTypeOf, type Sensor } from '@millrace/manifests'
import type { CompiledSensor } from '@millrace/sensor'
import type { JoinRules } from './join.ts'
import { remembering } from './remembering.ts'

/** What a sensor says about the joins of its triggers, by the trigger's name; those that join nothing are left out. */
export function joinRulesOf(sensor: Sensor, compiled: CompiledSensor): ReadonlyMap<string, JoinRules> {
  const { joinDeadlines } = settingsOf(sensor)
  const { namespace, name, generation = 0 } = sensor.metadata
  const types = new Map(sensor.spec.triggers.map(({ template }) => [template.name, triggerTypeOf(template) ?? '']))
  const joining = compiled.triggers.filter(({ condition }) => condition.joins)
  return new Map(
    joining.map(({ name: trigger, condition, resets }) => [
      trigger,
      {
        namespace,
        sensor: name,
        trigger,
        condition,
        resets: resets.map(remembering),
        deadlineMs: joinDeadlineOf(joinDeadlines, trigger),
        generation,
        triggerType: types.get(trigger) ?? '',
      },
    ]),
  )
}
