import type { Sensor } from '@millrace/manifests'
import { ErrorReason } from '@millrace/protocol/admin'
import type { RegistrySnapshot } from '@millrace/registry'
import { adminFault } from '../rpc/admin-fault.ts'

/** The Sensor in force of this name, if there is one. */
export function findSensor(namespace: string, name: string, { objects }: RegistrySnapshot): Sensor | undefined {
  for (const object of objects.values()) {
    if (object.kind !== 'Sensor') continue
    if (object.metadata.namespace === namespace && object.metadata.name === name) return object
  }
  return undefined
}

/** The same; throws `OBJECT_UNKNOWN`. */
export function needSensor(namespace: string, name: string, registry: RegistrySnapshot): Sensor {
  const sensor = findSensor(namespace, name, registry)
  if (sensor !== undefined) return sensor
  throw adminFault(ErrorReason.OBJECT_UNKNOWN, `no sensor ${namespace}/${name} is in force`)
}
