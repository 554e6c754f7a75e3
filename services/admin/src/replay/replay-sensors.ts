import { sensorLanguages } from '@millrace/languages'
import type { RegistrySnapshot } from '@millrace/registry'
import type { ReplaySensors } from '@millrace/replay'
import { buildIndex, compileSensor, type CompiledSensor } from '@millrace/sensor'

/** The sensors in force, compiled: a replay asks them as they are when it is taken up. */
export function replaySensors({ objects }: RegistrySnapshot): ReplaySensors {
  const generations = new Map<CompiledSensor, number>()
  for (const object of objects.values()) {
    if (object.kind === 'Sensor') {
      generations.set(compileSensor(object, sensorLanguages()), object.metadata.generation ?? 0)
    }
  }
  return { index: buildIndex(generations.keys()), generationOf: (sensor) => generations.get(sensor) ?? 0 }
}
