import type { ObjectMeta } from '../blocks/metadata.ts'
import type { Check } from './check.ts'

const nameLengthMax = 253
const namespaceLengthMax = 63

/** Names as Kubernetes has them: it refuses all others, and keys are built of them. */
export function checkMetadata(metadata: ObjectMeta, check: Check): void {
  const { name, namespace } = metadata
  if (name.length > nameLengthMax || !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name)) {
    const remedy = `use lower case letters, digits, - and ., at most ${String(nameLengthMax)}`
    check.error('invalid', metadata, ['name'], `${JSON.stringify(name)} is not a name that Kubernetes takes`, remedy)
  }
  if (namespace.length > namespaceLengthMax || !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(namespace)) {
    const remedy = `use lower case letters, digits and -, at most ${String(namespaceLengthMax)}`
    const message = `${JSON.stringify(namespace)} is not a namespace that Kubernetes takes`
    check.error('invalid', metadata, ['namespace'], message, remedy)
  }
}
