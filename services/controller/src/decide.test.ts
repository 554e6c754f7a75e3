import { readManifests } from '@millrace/manifests'
import { keyOf, keyText, type RegistryObject } from '@millrace/registry'
import { expect, test } from 'vitest'
import { decide, type Decision, type Given } from './decide.ts'
import type { Reading } from './read-files.ts'

const source = (name: string, extra = '') => `
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: { name: ${name} }
spec:
  ${extra}
  webhook:
    push: { port: "12000", endpoint: /${name}, method: POST }
`
const sensor = (name: string, url = 'http://127.0.0.1/x') => `
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: ${name} }
spec:
  dependencies: [{ name: d, eventSourceName: hook, eventName: push }]
  triggers: [{ template: { name: t, http: { url: "${url}", method: POST } } }]
`
const bus = (name: string, spec: string) => `
apiVersion: argoproj.io/v1alpha1
kind: EventBus
metadata: { name: ${name} }
spec: ${spec}
`

interface Wrong {
  readonly blind?: readonly string[]
  readonly isWhole?: boolean
  /** Names of objects with a text that does not compile. */
  readonly unsound?: readonly string[]
}

function reading(files: Record<string, string>, wrong: Wrong = {}): Reading {
  const read = Object.entries(files).map(([file, text]) => readManifests(text, file))
  const objects = read.flatMap(({ objects }) => objects)
  return {
    objects,
    problems: read.flatMap(({ problems }) => problems),
    unsound: new Set(objects.filter(({ name }) => wrong.unsound?.includes(name))),
    blind: new Set(wrong.blind),
    isWhole: wrong.isWhole ?? true,
  }
}

const nothing: Given = { inForce: new Map(), origins: new Map(), refused: new Map() }

/** What is given to the next decision once this one has been carried out. */
function after(decision: Decision, given: Given = nothing): Given {
  const inForce = new Map(given.inForce)
  for (const object of decision.puts) inForce.set(keyText(keyOf(object)), object)
  for (const key of decision.removes) inForce.delete(keyText(key))
  return { ...given, inForce, origins: decision.origins }
}

const names = (objects: readonly RegistryObject[]) => objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)
const errors = ({ problems }: Decision) =>
  problems
    .filter(({ severity }) => severity === 'error')
    .map(({ file, path, message }) => `${file} ${path}: ${message}`)

test('new objects are put with generation 1, listeners before senders', () => {
  const decision = decide(
    reading({ 'a.yaml': `${source('hook')}---${sensor('s')}---${bus('default', '{nats: {native: {}}}')}` }),
    nothing,
  )
  expect(names(decision.puts)).toEqual(['EventBus default', 'Sensor s', 'EventSource hook'])
  expect(decision.puts.map(({ metadata }) => metadata.generation)).toEqual([1, 1, 1])
  expect(decision.records).toMatchObject([{ namespace: 'default', bus: 'default', isImplied: false }])
})

test('the same files again change nothing, also in another order of keys and in another file', () => {
  const given = after(decide(reading({ 'a.yaml': source('hook') }), nothing))
  const turned = source('hook').replace('port: "12000", endpoint: /hook', 'endpoint: /hook, port: "12000"')
  expect(decide(reading({ 'b.yaml': turned }), given)).toMatchObject({ puts: [], removes: [] })
})

test('a changed object is put with the next generation, the others are left alone', () => {
  const given = after(decide(reading({ 'a.yaml': source('hook'), 'b.yaml': sensor('s') }), nothing))
  const next = decide(reading({ 'a.yaml': source('hook'), 'b.yaml': sensor('s', 'http://127.0.0.1/y') }), given)
  expect(next.puts).toMatchObject([{ kind: 'Sensor', metadata: { generation: 2 } }])
})

test('an object that no file has any more is removed, senders before listeners', () => {
  const given = after(decide(reading({ 'a.yaml': sensor('s'), 'b.yaml': source('hook') }), nothing))
  expect(decide(reading({}), given).removes.map(({ kind }) => kind)).toEqual(['EventSource', 'Sensor'])
})

test('a broken object keeps its last good version, and its problem is told', () => {
  const given = after(decide(reading({ 'a.yaml': source('hook') }), nothing))
  const broken = source('hook').replace('/hook', 'hook')
  const decision = decide(reading({ 'a.yaml': broken }), given)
  expect(decision).toMatchObject({ puts: [], removes: [] })
  expect(errors(decision).join()).toMatch(/a\.yaml spec\.webhook\.push\.endpoint: .*does not start with/u)
  expect(decide(reading({ 'a.yaml': broken }), nothing).puts).toEqual([])
})

test('what a file that cannot be read may hold stays in force; what was in other files does not', () => {
  const given = after(decide(reading({ 'a.yaml': source('hook'), 'b.yaml': sensor('s') }), nothing))
  const decision = decide(reading({}, { blind: ['a.yaml'] }), given)
  expect(decision.removes).toEqual([{ kind: 'Sensor', namespace: 'default', name: 's' }])
})

test('after a restart nothing is removed while a file cannot be read: it may be the home of anything', () => {
  const given = { ...after(decide(reading({ 'a.yaml': source('hook') }), nothing)), origins: new Map() }
  expect(decide(reading({}, { blind: ['a.yaml'] }), given).removes).toEqual([])
  expect(decide(reading({}), given).removes).toHaveLength(1)
})

test('nothing is removed while some files could not be found', () => {
  const given = after(decide(reading({ 'a.yaml': source('hook') }), nothing))
  expect(decide(reading({}, { isWhole: false }), given).removes).toEqual([])
})

test('of two objects with one name the first counts, and the second is told', () => {
  const decision = decide(reading({ 'a.yaml': sensor('s'), 'b.yaml': sensor('s', 'http://127.0.0.1/other') }), nothing)
  expect(decision.puts).toMatchObject([{ spec: { triggers: [{ template: { http: { url: 'http://127.0.0.1/x' } } }] } }])
  expect(errors(decision).join()).toMatch(/b\.yaml.*already defined at a\.yaml/u)
})

test('Secrets and ConfigMaps never become objects of the registry', () => {
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: { name: x }\nstringData: { token: hush }\n'
  const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata: { a: b }\n'
  const decision = decide(reading({ 'a.yaml': `${secret}---\n${config}` }), nothing)
  expect(decision).toMatchObject({ puts: [], records: [], problems: [] })
})

test('a bus that objects name and nobody describes is implied, once', () => {
  const decision = decide(
    reading({ 'a.yaml': `${source('hook')}---${sensor('s')}---${source('other', 'eventBusName: side')}` }),
    nothing,
  )
  expect(decision.records).toMatchObject([
    { bus: 'default', isImplied: true },
    { bus: 'side', isImplied: true },
  ])
})

test.each(['{kafka: {url: "k:9092"}}', '{jetstreamExotic: {url: "nats://x"}}'])(
  'a bus on a server of somebody else is in force, with its record here: %s',
  (spec) => {
    const decision = decide(reading({ 'bus.yaml': bus('default', spec), 'a.yaml': source('hook') }), nothing)
    expect(names(decision.puts).toSorted()).toEqual(['EventBus default', 'EventSource hook'])
    expect(decision.records).toMatchObject([{ bus: 'default', isImplied: false }])
    expect(errors(decision)).toEqual([])
  },
)

test('a bus whose new stream NATS refuses keeps its last good version, and its users go on', () => {
  const files = { 'bus.yaml': bus('default', '{jetstream: {version: latest}}'), 'a.yaml': source('hook') }
  const given = after(decide(reading(files), nothing))
  const refused = new Map([['default/default', 'replicas > 1 not supported']])
  const decision = decide(reading(files), { ...given, refused })
  expect(decision).toMatchObject({ puts: [], removes: [], records: [{ bus: 'default', isImplied: false }] })
  expect(errors(decision).join()).toMatch(/last good version stays in force/u)
})

test('a bus whose stream NATS refuses is not in force, nor are its users', () => {
  const refused = new Map([['default/default', 'replicas > 1 not supported']])
  const decision = decide(reading({ 'a.yaml': source('hook') }), { ...nothing, refused })
  expect(decision).toMatchObject({ puts: [], records: [] })
  expect(errors(decision).join()).toMatch(/replicas > 1 not supported/u)
})

test('a text that does not compile keeps a new version out, and comes into force only where nothing was', () => {
  const wrong = { unsound: ['s'] }
  const first = decide(reading({ 'a.yaml': sensor('s', 'http://127.0.0.1/first') }, wrong), nothing)
  expect(names(first.puts)).toEqual(['Sensor s'])
  const again = decide(reading({ 'a.yaml': sensor('s', 'http://127.0.0.1/first') }, wrong), after(first))
  expect([names(again.puts), errors(again)]).toEqual([[], []])
  const second = decide(reading({ 'a.yaml': sensor('s', 'http://127.0.0.1/second') }, wrong), after(first))
  expect([names(second.puts), second.removes]).toEqual([[], []])
  expect(errors(second)).toEqual(['a.yaml : a text in it does not compile; its last good version stays in force'])
  const third = decide(reading({ 'a.yaml': sensor('s', 'http://127.0.0.1/second') }), after(second, after(first)))
  expect(names(third.puts)).toEqual(['Sensor s'])
})
