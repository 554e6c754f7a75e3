import { CliError } from '../../cli-error.ts'
import { conditionOf } from '../adapters/conditions.ts'
import type { Ask } from '../question.ts'

export const askConditions: Ask = ({ text, options }) => {
  const names = (options.dependencies ?? '').split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]))
  if (names.length === 0) throw new CliError('name the dependencies of the sensor: --dependencies push,approved')
  const { expression, dependencies, joins } = conditionOf(text, names)
  return JSON.stringify({ expression, dependencies: dependencies.toSorted(), joins })
}
