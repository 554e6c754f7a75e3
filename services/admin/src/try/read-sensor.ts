import { formatProblem, readManifests, validateSet, type Sensor } from '@millrace/manifests'
import { ErrorReason } from '@millrace/protocol/admin'
import { adminFault } from '../rpc/admin-fault.ts'

/** A Sensor that was sent, and what is wrong with it that does not keep it from running, a line each. */
export interface SentSensor {
  readonly sensor: Sensor
  readonly warnings: readonly string[]
}

const fileName = 'manifest'
const problemsMax = 50

/** Reads the one Sensor of a manifest that was sent, as one of the namespace. Throws `MANIFEST_INVALID`. */
export function readSensor(text: string, namespace: string): SentSensor {
  const read = readManifests(text, fileName)
  const problems = [...read.problems, ...validateSet(read.objects)]
  const errors = problems.filter(({ severity }) => severity === 'error').map(formatProblem)
  const sensors = read.objects.flatMap(({ object }): Sensor[] => (object?.kind === 'Sensor' ? [object] : []))
  const [sensor, another] = sensors
  if (errors.length > 0) throw refused('the manifest has errors', errors)
  if (sensor === undefined || another !== undefined) {
    throw refused(`the manifest must hold one Sensor; it holds ${sensors.length}`, [])
  }
  const warnings = problems.map(formatProblem)
  return { sensor: { ...sensor, metadata: { ...sensor.metadata, namespace } }, warnings }
}

function refused(what: string, problems: readonly string[]): Error {
  const text = [what, ...problems.slice(0, problemsMax)].join('\n')
  return adminFault(ErrorReason.MANIFEST_INVALID, text, {
    metadata: { problems: problems.slice(0, problemsMax).join('\n') },
  })
}
