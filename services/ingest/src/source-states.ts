import { webhooksOf, type EventSource } from '@millrace/manifests'
import type { SourceState } from '@millrace/registry'
import type { Problem } from './problem.ts'

/** How the events that arrive by HTTP fare, by what is wrong with them. Pure. */
export function sourceStates(
  sources: readonly EventSource[],
  problems: readonly Problem[],
  nowUs: number,
): SourceState[] {
  return sources.flatMap((source) => {
    const { namespace, name: eventSource } = source.metadata
    const own = problems.filter((one) => one.namespace === namespace && one.eventSource === eventSource)
    return webhooksOf(source).map(({ name: eventName, type }) => {
      const field = `spec.${type}.${eventName}`
      const problem = own.find((one) => one.field === field || one.field.startsWith(`${field}.`))
      const state = problem === undefined || problem.isServing ? 'connected' : 'failed'
      const error = problem?.message ?? ''
      return { namespace, eventSource, eventName, state, error, errorAtUs: problem === undefined ? 0 : nowUs }
    })
  })
}
