import { isKubeObject, type KubeObject } from '@millrace/kube'
import { checkTexts, sensorLanguages } from '@millrace/languages'
import { isJsonObject, parseYamlValue, readManifests, type JsonObject, type JsonValue } from '@millrace/manifests'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { admit } from './admit.ts'

const languages = sensorLanguages()
const examples = join(import.meta.dirname, '../../../../../examples')

/** Every object of our kinds among the examples. */
function exampleObjects(): readonly KubeObject[] {
  return readdirSync(examples, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/u.test(name))
    .flatMap((name) => readFileSync(join(examples, name), 'utf8').split(/^---$/mu))
    .flatMap((text): readonly unknown[] => [valueOf(text)])
    .filter((value) => isKubeObject(value))
    .filter(({ apiVersion }) => apiVersion.startsWith('argoproj.io/'))
}

function valueOf(text: string): unknown {
  const parsed = parseYamlValue(text)
  return parsed.kind === 'value' ? parsed.value : undefined
}

/** The object without each of its members in turn, and with a text of nonsense for each of its texts. */
function* variants(object: KubeObject): Generator<KubeObject> {
  for (const path of paths(object['spec'], ['spec'])) {
    yield changed(object, path, undefined)
    yield changed(object, path, '{{ nonsense ==')
    yield changed(object, path, 7)
  }
}

function paths(value: JsonValue | undefined, at: readonly string[]): string[][] {
  if (Array.isArray(value)) return value.flatMap((one: JsonValue, nth) => paths(one, [...at, String(nth)]))
  if (!isJsonObject(value)) return []
  return Object.keys(value).flatMap((name) => [[...at, name], ...paths(value[name], [...at, name])])
}

function changed(object: KubeObject, path: readonly string[], to: JsonValue | undefined): KubeObject {
  const copy = structuredClone(object)
  const last = path.at(-1) ?? ''
  let here: unknown = copy
  for (const name of path.slice(0, -1)) here = (here as Record<string, unknown>)[name]
  const parent = here as Record<string, JsonValue>
  if (to === undefined) delete parent[last]
  else parent[last] = to
  return copy
}

/** What `millrace validate` says of a file that holds the object: the places of its errors. */
function validated(object: JsonObject): readonly string[] {
  const text = JSON.stringify(object)
  const { objects, problems } = readManifests(text, 'one.json')
  return [...problems, ...objects.flatMap((read) => checkTexts(read, languages, text))]
    .filter(({ severity }) => severity === 'error')
    .map(({ path }) => path)
}

test('the verdict on each example, and on each way to break one, is that of validate, at the same fields', () => {
  const objects = exampleObjects()
  let refused = 0
  let admitted = 0
  for (const object of objects) {
    for (const one of [object, ...variants(object)]) {
      const verdict = admit({ uid: 'u', operation: 'CREATE', object: one, oldObject: undefined }, languages)
      const errors = validated(one)
      expect([verdict.isAllowed, verdict.causes.map(({ field }) => field)], JSON.stringify(one)).toEqual([
        errors.length === 0,
        errors.slice(0, 10),
      ])
      if (verdict.isAllowed) admitted += 1
      else refused += 1
    }
  }
  expect(objects.length).toBeGreaterThan(5)
  expect(refused).toBeGreaterThan(100)
  expect(admitted).toBeGreaterThan(100)
})

const broken = (metadata: JsonObject = {}): KubeObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Sensor',
  metadata: { name: 'a', namespace: 'n', ...metadata },
  spec: { dependencies: [], triggers: [] },
})

test.each([
  ['a deletion', { operation: 'DELETE', object: broken(), oldObject: undefined }, true],
  ['a change of labels', { operation: 'UPDATE', object: broken({ labels: { a: 'b' } }), oldObject: broken() }, true],
  [
    'a change of annotations',
    { operation: 'UPDATE', object: broken({ annotations: { a: 'b' } }), oldObject: broken() },
    false,
  ],
  [
    'a finalizer that is taken off one that is leaving',
    {
      operation: 'UPDATE',
      object: { ...broken({ deletionTimestamp: '2026-01-01T00:00:00Z' }), spec: {} },
      oldObject: broken(),
    },
    true,
  ],
  ['a new one', { operation: 'CREATE', object: broken(), oldObject: undefined }, false],
] as const)('%s of a broken object', (_, request, isAllowed) => {
  expect(admit({ uid: 'u', ...request }, languages).isAllowed).toBe(isAllowed)
})
