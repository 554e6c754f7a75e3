import { receivedTypes as receivedByIngest } from '@millrace/ingest'
import { readManifests } from '@millrace/manifests'
import { pulledTypes } from '@millrace/sources'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { checkObject, type CheckedObject } from './check-object.ts'
import { receivedTypes } from './event-source-notes.ts'
import { matchNote } from './match-note.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

/** Runs the command; its exit code and what it printed. */
function check(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  return new Promise((resolve) => {
    const options = { maxBuffer: 64 * 1_048_576 }
    const child = execFile(process.execPath, [main, 'migrate', 'check', ...args], options, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    )
  })
}

const checked = (text: string): CheckedObject => {
  const [read] = readManifests(text, 'm.yaml').objects
  if (read === undefined) throw new Error('no object')
  return checkObject(read, read.problems)
}

const sensor = (trigger: string, more = '') => `apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: s }
spec:
  dependencies: [{ name: d, eventSourceName: e, eventName: ev }]
${more}  triggers:
    - template: { name: t, ${trigger} }
`

test('the tables say of event types what the services do', () => {
  expect([...receivedTypes].sort()).toEqual([...receivedByIngest, ...pulledTypes].sort())
})

test('an object is as good as its worst field', () => {
  expect(checked(sensor('log: {}'))).toMatchObject({ verdict: 'runs', findings: [] })
  expect(checked(sensor('log: {}', '  replicas: 3\n'))).toMatchObject({
    verdict: 'differs',
    findings: [{ level: 'differs', line: 6, column: 13, path: 'spec.replicas' }],
  })
  const source = (type: string) =>
    `apiVersion: argoproj.io/v1alpha1\nkind: EventSource\nmetadata: { name: e }\nspec:\n  ${type}\n`
  expect(checked(source('mqtt: { ev: { url: "tcp://m:1883", topic: t, clientId: c } }'))).toMatchObject({
    verdict: 'unsupported',
    findings: [{ level: 'unsupported', path: 'spec.mqtt.ev', message: 'events of type mqtt are not pulled yet' }],
  })
  expect(checked(source('calendar: { ev: {} }'))).toMatchObject({ verdict: 'refused' })
})

test('a note holds where its condition does', () => {
  const messages = (trigger: string) =>
    checked(sensor(trigger)).findings.map(({ path, message }) => `${path} ${message}`)
  expect(messages('http: { url: "http://t" }').join()).toContain('spec.triggers[0].template.http a status of 400')
  const text =
    sensor('http: { url: "http://t" }') +
    '      policy: { status: { allow: [200] } }\n      retryStrategy: { steps: 3 }\n'
  expect(checked(text).findings.map(({ path }) => path)).toEqual(['spec.triggers[0].retryStrategy'])
  expect(checked(`${text}      atLeastOnce: true\n`).verdict).toBe('runs')
})

test('a path is looked for in names and lists', () => {
  const note = { kind: 'Sensor', level: 'differs', says: '' } as const
  const object = { spec: { a: { x: { deep: 1 }, y: {} }, list: [{ deep: 2 }, { deep: undefined }] } }
  const paths = (path: string) => matchNote({ ...note, path }, object).map((match) => match.path.join('.'))
  expect(paths('spec.a.*.deep')).toEqual(['spec.a.x.deep'])
  expect(paths('spec.list.*.deep')).toEqual(['spec.list.0.deep'])
  expect(paths('spec.a.*')).toEqual(['spec.a.x', 'spec.a.y'])
  expect(paths('spec.nope.*')).toEqual([])
})

const published = fileURLToPath(new URL('../../../../shared/manifests', import.meta.url))
const isThere = existsSync(published)
if (!isThere) console.warn(`SKIPPED: no manifests at ${published}`)

describe.skipIf(!isThere)('the published manifests', () => {
  test('each is judged; none is refused; what is not supported is named with its place', async () => {
    const { code, out } = await check(published, '--json')
    // What the command prints.
    const { counts, objects } = JSON.parse(out) as { counts: Record<string, number>; objects: CheckedObject[] }
    expect(objects.length).toBe(73)
    expect(counts).toMatchObject({ refused: 0 })
    expect(code).toBe(1)
    for (const { file, verdict, findings } of objects) {
      if (verdict !== 'unsupported') continue
      const [first] = findings
      expect(first, file).toMatchObject({ level: 'unsupported', line: expect.any(Number) })
      expect(first?.line).toBeGreaterThan(0)
    }
    const of = (end: string) => objects.filter(({ file }) => file.endsWith(end)).map(({ verdict }) => verdict)
    expect(of('event-sources/calendar.yaml')).toEqual(['differs'])
    expect(of('event-sources/mqtt.yaml')).toEqual(['unsupported'])
    expect(of('sensors/http-trigger.yaml')).toEqual(['differs'])
    expect(of('sensors/trigger-source-git.yaml')).toEqual(['differs'])
    expect(of('sensors/special-workflow-trigger.yaml')).toEqual(['differs'])
  }, 30_000)

  test('the text names objects, fields and the sum; the exit codes are those of the help', async () => {
    const file = `${published}/event-sources/calendar.yaml`
    const plain = await check(file)
    expect(plain.out).toMatch(
      /^EventSource default\/calendar \(.*calendar\.yaml\): runs, with differences\n {2}differs {5}\d+:\d+ spec\.calendar/u,
    )
    expect(plain.out).toContain('1 objects: 0 run as they are, 1 with differences, 0 not whole, 0 refused')
    expect(plain.code).toBe(0)
    expect((await check(file, '--strict')).code).toBe(1)
    expect(await check()).toMatchObject({ code: 2, err: expect.stringContaining('give files and folders') })
    expect(await check('/nowhere')).toMatchObject({ code: 1, err: expect.stringContaining('/nowhere') })
  }, 60_000)
})
