import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSecrets, type SecretReader } from './open-secrets.ts'
import { SecretError, type SecretFault } from './secret-error.ts'

let folder = ''
let clock = 0
const now = (): number => clock

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-'))
  clock = 0
})
afterEach(() => rm(folder, { recursive: true }))

async function put(path: string, content: string | Buffer): Promise<void> {
  const full = join(folder, path)
  await mkdir(join(full, '..'), { recursive: true })
  await writeFile(full, content)
}

async function faultOf(promise: Promise<unknown>): Promise<{ code: SecretFault; message: string }> {
  const fault: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(fault instanceof SecretError)) throw new TypeError('no SecretError', { cause: fault })
  return fault
}

const text = async (promise: Promise<Buffer>): Promise<string> => (await promise).toString()

describe('mounted folders', () => {
  const open = (): SecretReader =>
    openSecrets({ secretFolders: [join(folder, 's')], configMapFolders: [join(folder, 'c')], now })

  test.each([
    ['token', 'token'],
    ['token\n', 'token'],
    ['token\n\n', 'token\n'],
    ['token\r\n', 'token\r'],
    ['', ''],
  ])('%j is read as %j: one newline is cut', async (stored, value) => {
    await put('s/hook/token', stored)
    expect(await text(open().secret('any', { name: 'hook', key: 'token' }))).toBe(value)
  })

  test('bytes survive, and the kinds do not mix', async () => {
    await put('s/x/key', Buffer.from([0, 255, 254]))
    await put('c/x/key', 'config')
    const reader = open()
    expect(await reader.secret('ns', { name: 'x', key: 'key' })).toEqual(Buffer.from([0, 255, 254]))
    expect(await text(reader.configMap('ns', { name: 'x', key: 'key' }))).toBe('config')
  })

  test('the swap of links by which Kubernetes rotates is seen after cacheMs, and not before', async () => {
    await put('v1/token', 'old')
    await put('v2/token', 'new')
    await mkdir(join(folder, 's/hook'), { recursive: true })
    await symlink('../../v1', join(folder, 's/hook/..data'))
    await symlink('..data/token', join(folder, 's/hook/token'))
    const reader = open()
    const read = (): Promise<string> => text(reader.secret('ns', { name: 'hook', key: 'token' }))
    expect(await read()).toBe('old')
    await symlink('../../v2', join(folder, 's/hook/..next'))
    await rename(join(folder, 's/hook/..next'), join(folder, 's/hook/..data'))
    clock = 999
    expect(await read()).toBe('old')
    clock = 1_000
    expect(await read()).toBe('new')
  })

  test('a removed secret is gone after cacheMs, and found again when it returns', async () => {
    await put('s/hook/token', 'x')
    const reader = open()
    const read = (): Promise<Buffer> => reader.secret('ns', { name: 'hook', key: 'token' })
    await read()
    await rm(join(folder, 's/hook/token'))
    clock = 1_000
    expect((await faultOf(read())).code).toBe('key-not-found')
    await put('s/hook/token', 'y')
    clock = 2_000
    expect(await text(read())).toBe('y')
  })

  test.each<[string, string, string, SecretFault]>([
    ['ns', 'absent', 'k', 'object-not-found'],
    ['ns', 'hook', 'absent', 'key-not-found'],
    ['ns', 'hook', 'folder', 'key-not-found'],
    ['ns', 'hook', '..', 'selector-invalid'],
    ['ns', 'hook', '../hook/token', 'selector-invalid'],
    ['ns', '..', 'token', 'selector-invalid'],
    ['ns', '../s/hook', 'token', 'selector-invalid'],
    ['../ns', 'hook', 'token', 'selector-invalid'],
    ['ns', 'hook', '', 'selector-invalid'],
    ['ns', 'hook', 'big', 'value-too-large'],
  ])('namespace %j, name %j, key %j: %s', async (namespace, name, key, code) => {
    await put('s/hook/token', 'the-value')
    await put('s/hook/big', Buffer.alloc(1_048_577))
    await mkdir(join(folder, 's/hook/folder'))
    const fault = await faultOf(open().secret(namespace, { name, key }))
    expect(fault.code).toBe(code)
    expect(fault.message).toContain(name)
    expect(fault.message).toContain(key)
    expect(fault.message).not.toContain('the-value')
  })

  test('more values than the cache holds can be read', async () => {
    const reader = open()
    await Promise.all(Array.from({ length: 1_100 }, (_, index) => put(`s/many/k${index}`, `v${index}`)))
    for (let index = 0; index < 1_100; index += 1) {
      expect(await text(reader.secret('ns', { name: 'many', key: `k${index}` }))).toBe(`v${index}`)
    }
  })
})

describe('a folder of manifests', () => {
  const problems: string[] = []
  const open = (): SecretReader =>
    openSecrets({ manifestsFolder: folder, now, onProblem: (file, reason) => problems.push(`${file}: ${reason}`) })

  beforeEach(() => problems.splice(0))

  const secret = (name: string, rest: string): string =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}}\n${rest}\n`

  test('data, stringData and binaryData, several documents, folders within, the default namespace', async () => {
    await put(
      'all.yaml',
      `${secret('a', 'data: {k: aGk=}\nstringData: {l: "plain\\n"}')}---\n${secret('b', 'data: {k: AP8=}')}`,
    )
    await put(
      'deep/er/map.yml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: prod}\ndata: {k: text}\nbinaryData: {b: AP8=}',
    )
    await put('j.json', '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"j"},"stringData":{"k":"json"}}')
    await put('other.yaml', 'kind: Sensor\nmetadata: {name: a}')
    const reader = open()
    expect(await text(reader.secret('default', { name: 'a', key: 'k' }))).toBe('hi')
    expect(await text(reader.secret('default', { name: 'a', key: 'l' }))).toBe('plain')
    expect(await reader.secret('default', { name: 'b', key: 'k' })).toEqual(Buffer.from([0, 255]))
    expect(await text(reader.configMap('prod', { name: 'a', key: 'k' }))).toBe('text')
    expect(await reader.configMap('prod', { name: 'a', key: 'b' })).toEqual(Buffer.from([0, 255]))
    expect(await text(reader.secret('default', { name: 'j', key: 'k' }))).toBe('json')
    expect((await faultOf(reader.secret('prod', { name: 'a', key: 'k' }))).code).toBe('object-not-found')
    expect((await faultOf(reader.secret('default', { name: 'a', key: 'm' }))).code).toBe('key-not-found')
    expect(problems).toEqual([])
  })

  test('stringData wins over data, the later file over the earlier one', async () => {
    await put('1.yaml', secret('a', 'data: {k: aGk=}\nstringData: {k: plain}'))
    expect(await text(open().secret('default', { name: 'a', key: 'k' }))).toBe('plain')
    await put('2.yaml', secret('a', 'stringData: {k: later}'))
    expect(await text(open().secret('default', { name: 'a', key: 'k' }))).toBe('later')
  })

  test('an edit is seen, also of a file that had no secret before', async () => {
    await put('a.yaml', secret('a', 'stringData: {k: one}'))
    await put('b.yaml', 'kind: Sensor')
    const reader = open()
    expect(await text(reader.secret('default', { name: 'a', key: 'k' }))).toBe('one')
    await put('a.yaml', secret('a', 'stringData: {k: two!}'))
    await put('b.yaml', secret('b', 'stringData: {k: three}'))
    clock = 60_000
    expect(await text(reader.secret('default', { name: 'a', key: 'k' }))).toBe('two!')
    expect(await text(reader.secret('default', { name: 'b', key: 'k' }))).toBe('three')
  })

  test('a broken file keeps what it last said and is reported without its text', async () => {
    await put('a.yaml', secret('a', 'stringData: {k: good}'))
    const reader = open()
    expect(await text(reader.secret('default', { name: 'a', key: 'k' }))).toBe('good')
    await put('a.yaml', secret('a', 'stringData: {k: "hush'))
    clock = 60_000
    expect(await text(reader.secret('default', { name: 'a', key: 'k' }))).toBe('good')
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain('a.yaml')
    expect(problems[0]).not.toContain('hush')
  })

  test.each([
    'data: {k: "?"}',
    'data: {k: abc}',
    'stringData: {k: 12345}',
    'stringData: {k: yes}',
    'stringData: {k: {}}',
  ])('%s is refused by name, as Kubernetes does', async (rest) => {
    await put('a.yaml', secret('a', rest))
    const fault = await faultOf(open().secret('default', { name: 'a', key: 'k' }))
    expect(fault.code).toBe('value-invalid')
    expect(fault.message).not.toContain('12345')
  })

  test('times and base 60 are text, as Kubernetes reads them', async () => {
    await put('a.yaml', secret('a', 'stringData: {t: 2001-12-14, s: 12:30:45}'))
    const reader = open()
    expect(await text(reader.secret('default', { name: 'a', key: 't' }))).toBe('2001-12-14')
    expect(await text(reader.secret('default', { name: 'a', key: 's' }))).toBe('12:30:45')
  })

  test('a mounted value comes before a manifest', async () => {
    await put('m/a.yaml', secret('a', 'stringData: {k: manifest, only: here}'))
    await put('s/a/k', 'mounted')
    const reader = openSecrets({ secretFolders: [join(folder, 's')], manifestsFolder: join(folder, 'm'), now })
    expect(await text(reader.secret('default', { name: 'a', key: 'k' }))).toBe('mounted')
    expect(await text(reader.secret('default', { name: 'a', key: 'only' }))).toBe('here')
  })

  test('several folders, and single files, as a controller is given them; the first that has a value gives it', async () => {
    await put('one/a.yaml', secret('a', 'stringData: {k: one}'))
    await put('two/a.yaml', secret('a', 'stringData: {k: two, only: here}'))
    await put('single.yaml', secret('b', 'stringData: {k: single}'))
    await put('other.yaml', secret('c', 'stringData: {k: not named}'))
    const moreManifests = ['one', 'two', 'single.yaml'].map((name) => join(folder, name))
    const reader = openSecrets({ moreManifests, namespaceDefault: 'team', now })
    const read = (name: string, key: string) => text(reader.secret('team', { name, key }))
    expect([await read('a', 'k'), await read('a', 'only'), await read('b', 'k')]).toEqual(['one', 'here', 'single'])
    expect((await faultOf(reader.secret('team', { name: 'c', key: 'k' }))).code).toBe('object-not-found')
  })

  test('a folder that is not there is a fault, and is found once it is', async () => {
    const reader = openSecrets({ manifestsFolder: join(folder, 'later'), now })
    expect((await faultOf(reader.secret('default', { name: 'a', key: 'k' }))).code).toBe('unreadable')
    await put('later/a.yaml', secret('a', 'stringData: {k: v}'))
    clock = 60_000
    expect(await text(reader.secret('default', { name: 'a', key: 'k' }))).toBe('v')
  })
})
