import { compileText, messageOf } from '../compiled.ts'
import type { Compiling } from '../compiled.ts'
import type { SensorEvent } from '../event.ts'
import { pass } from './verdict.ts'
import type { FilterVerdict } from './verdict.ts'

/** Compiles `filters.script`. An event without data passes. */
export function compileScriptFilter(script: string, compiling: Compiling): (event: SensorEvent) => FilterVerdict {
  const field = 'filters.script'
  const program = compileText(compiling, 'lua', field, (language) => language.compileFilter(script))
  return ({ data }) => {
    if (data === undefined) return pass
    if (program.kind === 'unready') return { kind: 'error', filter: 'script', field, message: program.message }
    try {
      if (program.run(data)) return pass
      return {
        kind: 'reject',
        filter: 'script',
        field,
        path: '',
        found: 'not true',
        expected: 'the script to return true',
      }
    } catch (error) {
      return { kind: 'error', filter: 'script', field, message: messageOf(error) }
    }
  }
}
