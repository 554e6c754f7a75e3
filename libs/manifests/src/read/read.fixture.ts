import { formatProblem, type Problem } from '../problem.ts'
import type { Manifest, ManifestKind } from './kinds.ts'
import { readManifests } from './read-manifests.ts'

/** A YAML text from a template literal, without the indentation that the source code gives it. */
export function yaml(strings: TemplateStringsArray, ...values: readonly unknown[]): string {
  const text = String.raw({ raw: strings }, ...values).replace(/^\n/, '')
  const indent = /^ */.exec(text)?.[0].length ?? 0
  return text
    .split('\n')
    .map((line) => line.slice(Math.min(indent, /^ */.exec(line)?.[0].length ?? 0)))
    .join('\n')
}

/** The one object of a text, which must be of the given kind and without errors. */
export function readOne<K extends ManifestKind>(kind: K, text: string): Extract<Manifest, { readonly kind: K }> {
  const { objects, problems } = readManifests(text, 'test.yaml')
  const object = objects[0]?.object
  if (object === undefined) throw new Error(problems.map(formatProblem).join('\n'))
  if (object.kind !== kind) throw new Error(`a ${object.kind}`)
  // The kind is the one asked for, which the compiler does not conclude for a type parameter.
  return object as Extract<Manifest, { readonly kind: K }>
}

/** `line:column severity code path` */
export function brief({ line, column, severity, code, path }: Problem): string {
  return `${String(line)}:${String(column)} ${severity} ${code} ${path}`.trimEnd()
}

/** The problems of a text, in brief. */
export function problemsOf(text: string): readonly string[] {
  return readManifests(text, 'test.yaml').problems.map(brief)
}

/** An EventSource with the given `spec`, as YAML. */
export function eventSourceText(spec: unknown): string {
  return JSON.stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'EventSource', metadata: { name: 'es' }, spec })
}

/** A Sensor with one dependency `dep` and the given triggers, as YAML. */
export function sensorText(triggers: unknown, spec: object = {}): string {
  const dependencies = [{ name: 'dep', eventSourceName: 'es', eventName: 'push' }]
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name: 'sensor' },
    spec: { dependencies, triggers, ...spec },
  })
}

/** `path: message` of the errors and warnings of a text. */
export function messagesOf(text: string): { readonly errors: readonly string[]; readonly warnings: readonly string[] } {
  const { problems } = readManifests(text, 'test.yaml')
  const told = (severity: string): readonly string[] =>
    problems.filter((problem) => problem.severity === severity).map(({ path, message }) => `${path}: ${message}`)
  return { errors: told('error'), warnings: told('warning') }
}
