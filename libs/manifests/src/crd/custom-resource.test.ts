import { expect, test } from 'vitest'
import { isJsonObject, type JsonValue } from '../schema/json.ts'
import { celRules } from './cel-rules.ts'
import { crdKinds, customResource } from './custom-resource.ts'

type Node = { readonly path: string; readonly node: Record<string, JsonValue> }

/** Every schema within a CRD, with where it stands. */
function* nodes(value: JsonValue | undefined, path: string): Generator<Node> {
  if (!isJsonObject(value)) return
  yield { path, node: { ...value } }
  if (isJsonObject(value['properties']))
    for (const [name, inner] of Object.entries(value['properties'])) yield* nodes(inner, `${path}.${name}`)
  yield* nodes(value['items'], `${path}[]`)
  yield* nodes(value['additionalProperties'], `${path}{}`)
}

/** A member of a CRD, for tests: undefined where something on the way is missing. */
function within(value: JsonValue | undefined, ...path: readonly (string | number)[]): JsonValue | undefined {
  let here: unknown = value
  for (const part of path) here = (here as Record<string | number, unknown> | undefined)?.[part]
  return here as JsonValue | undefined
}

const schemaOf = (kind: (typeof crdKinds)[number]) =>
  within(customResource(kind), 'spec', 'versions', 0, 'schema', 'openAPIV3Schema')

test.each(crdKinds)('%s: every part is structural, and no object forbids what it does not know', (kind) => {
  const all = [...nodes(schemaOf(kind), kind)]
  expect(all.length).toBeGreaterThan(10)
  for (const { path, node } of all) {
    const isExempt =
      node['x-kubernetes-int-or-string'] === true || node['x-kubernetes-preserve-unknown-fields'] === true
    expect(isExempt || typeof node['type'] === 'string', path).toBe(true)
    const isRoot = path === kind
    const isMetadata = path === `${kind}.metadata`
    const isMap = node['additionalProperties'] !== undefined
    if (node['type'] !== 'object' || isRoot || isMetadata || isMap) continue
    expect(node['x-kubernetes-preserve-unknown-fields'], path).toBe(true)
  }
})

test('below spec a null is as good as an absent field, as it is for the original', () => {
  for (const kind of crdKinds) {
    const spec = within(schemaOf(kind), 'properties', 'spec')
    const inner = [...nodes(spec, 'spec')].filter(({ path }) => path !== 'spec')
    for (const { path, node } of inner) expect(node['nullable'], `${kind} ${path}`).toBe(true)
  }
})

test('each field has its sentence, with the words that it may be', () => {
  const triggers = within(schemaOf('Sensor'), 'properties', 'spec', 'properties', 'triggers')
  expect(within(triggers, 'description')).toBe('What it does then.')
  const k8s = within(triggers, 'items', 'properties', 'template', 'properties', 'k8s', 'properties')
  expect(within(k8s, 'operation', 'description')).toContain('One of create')
})

test('every CEL rule is in a CRD', () => {
  const written = JSON.stringify(crdKinds.map(customResource))
  for (const rules of Object.values(celRules))
    for (const { rule } of rules) expect(written).toContain(JSON.stringify(rule).slice(1, -1))
})

test.each([
  ['EventSource', 'eventsources', 'es'],
  ['Sensor', 'sensors', 'sn'],
  ['EventBus', 'eventbus', 'eb'],
  ['WorkflowEventBinding', 'workfloweventbindings', 'wfeb'],
] as const)('%s keeps the names of the original', (kind, plural, short) => {
  const crd = customResource(kind)
  expect(within(crd, 'metadata', 'name')).toBe(`${plural}.argoproj.io`)
  expect(within(crd, 'spec', 'names')).toMatchObject({ kind, plural, shortNames: [short] })
  expect(within(crd, 'spec', 'versions', 0, 'name')).toBe('v1alpha1')
})
