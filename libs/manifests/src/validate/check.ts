import type { ProblemCode, Severity } from '../problem.ts'
import type { Path } from '../schema/path.ts'
import type { Reading } from '../schema/reading.ts'

type Say = (code: ProblemCode, node: object, fields: Path, message: string, remedy?: string) => void

/**
 * How a rule reports: `node` is a decoded object, `fields` leads from it to what is wrong. Without fields the problem is
 * about the object as a whole and is shown at its name.
 */
export interface Check {
  readonly error: Say
  readonly warning: Say
}

export function checkOf(reading: Reading): Check {
  const say =
    (severity: Severity): Say =>
    (code, node, fields, message, remedy) => {
      // Of a field that could not be read one cannot say that it is absent; the reading has failed anyway.
      if (code === 'required' && reading.isPartial(node)) return
      const path = reading.pathOf(node, fields)
      reading.report({ severity, code, path, message, remedy, atKey: fields.length === 0 })
    }
  return { error: say('error'), warning: say('warning') }
}
