import { formatProblem, type Problem } from '@millrace/manifests'
import { registryKinds, type RegistryObject } from '@millrace/registry'
import type { ServiceTelemetry } from '@millrace/telemetry'
import type { SyncReport } from './sync-report.ts'

/** What happens in the controller, told to people and to counters. */
export interface ControllerEvents {
  synced(report: SyncReport): void
  failed(error: unknown): void
  unwatched(folder: string, error: unknown): void
}

export function controllerEvents({ log, metrics }: ServiceTelemetry): ControllerEvents {
  let problems: ReadonlyMap<string, Problem> = new Map()
  let buses: ReadonlySet<string> = new Set()
  const tellProblems = (now: ReadonlyMap<string, Problem>): void => {
    for (const [text, { severity, file, line, column, code }] of now) {
      if (problems.has(text)) continue
      const fields = { file, line, column, code }
      if (severity === 'error') log.error(text, fields)
      else log.warn(text, fields)
    }
    for (const [text, { file }] of problems) if (!now.has(text)) log.info(`Gone: ${text}`, { file })
    problems = now
  }
  return {
    synced(report) {
      tellProblems(new Map(report.problems.map((problem) => [formatProblem(problem), problem])))
      const names = new Set(report.impliedBuses.map(({ namespace, bus }) => `${namespace}/${bus}`))
      for (const name of names) {
        if (!buses.has(name))
          log.info(`EventBus ${name} is in no manifest: it has default settings`, { eventBus: name })
      }
      buses = names
      for (const object of report.put)
        log.info(`${nameOf(object)} is in force`, { generation: object.metadata.generation })
      for (const { kind, namespace, name } of report.removed) log.info(`${kind} ${namespace}/${name} is removed`)
      for (const kind of registryKinds) {
        const count = report.inForce.filter((object) => object.kind === kind).length
        metrics.gauge('millrace_registry_objects', { service: 'controller', kind }, count)
      }
    },
    failed: (error) => log.error('The manifests could not be brought in force; it is tried again', { error }),
    unwatched: (folder, error) =>
      log.warn('Changes are found by looking from time to time: the system cannot watch a folder', { folder, error }),
  }
}

function nameOf({ kind, metadata }: RegistryObject): string {
  return `${kind} ${metadata.namespace}/${metadata.name}`
}
