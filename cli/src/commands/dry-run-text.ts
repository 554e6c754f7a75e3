import type { DependencyReport, DryRun, FilterReport, RequestReport, TriggerReport } from '@millrace/sensor/dry-run'
import { stringify } from 'yaml'

/** A dry run for a person. */
export function dryRunText({ namespace, sensor, problems, events, triggers }: DryRun): string {
  return [
    `sensor ${namespace}/${sensor}`,
    ...problems.map(({ severity, field, message }) => `  ${severity}: ${field}: ${message}`),
    ...events.flatMap(({ id, source, subject, dependencies }) => [
      `event ${id} from ${source}/${subject}${dependencies.length === 0 ? ': no dependency listens to it' : ''}`,
      ...dependencies.flatMap(dependencyLines),
    ]),
    ...triggers.flatMap(triggerLines),
  ].join('\n')
}

function dependencyLines({ dependency, accepted, transform, filters, reason }: DependencyReport): string[] {
  const head = `  dependency ${dependency}: ${accepted ? 'accepted' : `not accepted: ${reason}`}`
  const changed = transform.kind === 'changed' ? [`    transform: ${transform.data}`] : []
  return [head, ...changed, ...filters.map((filter) => `    ${filterLine(filter)}`)]
}

function filterLine({ field, verdict, path, found, expected, message }: FilterReport): string {
  if (verdict === 'pass') return `${field}: passes`
  if (verdict === 'error') return `${field}: cannot say: ${message}`
  return `${field}: rejects: ${path === '' ? '' : `${path} is `}${found}, expected ${expected}`
}

function triggerLines({ trigger, type, conditions, kept, missing, firings }: TriggerReport): string[] {
  const head = `trigger ${trigger} (${type}) on ${conditions}`
  const waits = missing.length === 0 ? [] : [`  ${keptText(kept)}waits for ${missing.join(' and ')}`]
  const fired = firings.flatMap(({ events, request }) => [
    `  fires with ${Object.entries(events)
      .map(([name, id]) => `${name} = ${id}`)
      .join(', ')}`,
    ...requestLines(request).map((line) => `    ${line}`),
  ])
  return [`${head}${firings.length === 0 && waits.length === 0 ? ': does not fire' : ''}`, ...fired, ...waits]
}

function keptText(kept: readonly string[]): string {
  return kept.length === 0 ? '' : `has ${kept.join(' and ')}, `
}

function requestLines(request: RequestReport): string[] {
  switch (request.kind) {
    case 'http': {
      const headers = request.headers.map(([name, value]) => `${name}: ${value}`)
      return [`${request.method} ${request.url}`, ...headers, '', request.body, ...notesOf(request)]
    }
    case 'message': {
      const payload = request.payload === undefined ? [] : [`payload: ${request.payload}`]
      return [`settings: ${JSON.stringify(request.settings)}`, ...payload, ...notesOf(request)]
    }
    case 'resource':
      return resourceLines(request)
    case 'log':
      return request.lines.map((line) => `logs ${line}`)
    case 'error':
      return [`fails: ${request.field}: ${request.message}`]
    default:
      return request satisfies never
  }
}

function resourceLines(request: Extract<RequestReport, { kind: 'resource' }>): string[] {
  const { operation, patchStrategy, args, resource, source } = request
  const how = [operation, ...(patchStrategy === undefined ? [] : [patchStrategy]), ...(args ?? [])].join(' ')
  if (resource === undefined) return [`${how}: the object comes from ${source}, which is not fetched here`]
  return [`${how}:`, ...stringify(resource, { lineWidth: 0 }).trimEnd().split('\n')]
}

function notesOf({ notes }: Extract<RequestReport, { kind: 'http' | 'message' }>): string[] {
  return notes.map(({ field, message }) => `note: ${field}: ${message}`)
}
