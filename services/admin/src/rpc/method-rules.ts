import { getOption, hasOption, type DescMethod } from '@bufbuild/protobuf'
import { access, deadline_ms as deadlineOption, type Access } from '@millrace/protocol/admin'

/** What a method's options say about it. */
export interface MethodRules {
  /** Undefined: no right is needed, as for health and reflection. */
  readonly access: Access | undefined
  /** Milliseconds; 0: none. */
  readonly deadlineMs: number
}

const known = new WeakMap<DescMethod, MethodRules>()

/** Reads a method's options, once. */
export function rulesOf(method: DescMethod): MethodRules {
  const before = known.get(method)
  if (before !== undefined) return before
  const rules = {
    access: hasOption(method, access) ? getOption(method, access) : undefined,
    deadlineMs: getOption(method, deadlineOption),
  }
  known.set(method, rules)
  return rules
}

/** `millrace.admin.v1.SensorService/Pause`. */
export const methodName = (method: DescMethod): string => `${method.parent.typeName}/${method.name}`
