import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readDockerfile } from '../image/read-dockerfile.fixture.ts'
import { containersOf, objectsIn, type RenderedObject } from '../rendered.fixture.ts'
import { deployTools, repository, runFound } from '../tools/deploy-tools.fixture.ts'

interface TiltCall {
  readonly function: string
  readonly args: Readonly<Record<string, unknown>>
  readonly line: number
}

interface PortForward {
  readonly local_port: number
  readonly container_port: number
}

interface LiveUpdate {
  readonly is: 'sync' | 'run' | 'fall_back_on'
  readonly local_path?: string
  readonly remote_path?: string
  readonly files?: readonly string[]
}

const tools = await deployTools()
// The shape that deploy/tools/tiltfile.go writes.
const calls =
  tools.kind === 'found'
    ? (JSON.parse(await runFound(tools, ['tiltfile', join(repository, 'Tiltfile')])) as readonly TiltCall[])
    : []
const callsOf = (name: string) => calls.filter((call) => call.function === name)
const objects = callsOf('k8s_yaml').flatMap(({ args }) => objectsIn(String(args['yaml'])))
const workloads = objects.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
const workload = (name: unknown): RenderedObject | undefined => workloads.find(({ metadata }) => metadata.name === name)

describe.skipIf(tools.kind === 'missing')('the Tiltfile, run by Starlark', () => {
  test('builds the image that the pods name, from a Dockerfile and a stage that are there', async () => {
    const [build, ...others] = callsOf('docker_build')
    expect(others).toEqual([])
    const images = new Set(workloads.flatMap(containersOf).map(({ image }) => image.split(':')[0]))
    expect(images).toContain(build?.args['ref'])
    expect(existsSync(join(repository, String(build?.args['dockerfile'])))).toBe(true)
    expect(existsSync(join(repository, String(build?.args['context']), 'package-lock.json'))).toBe(true)
    const stages = (await readDockerfile(tools)).filter(({ name }) => name === 'FROM').map(({ args }) => args[2])
    expect(stages).toContain(build?.args['target'])
  })

  test('syncs folders that are there to where the image has them', () => {
    const updates = callsOf('docker_build').flatMap(({ args }) => args['live_update'] as readonly LiveUpdate[])
    const synced = updates.filter(({ is }) => is === 'sync')
    expect(synced.map(({ local_path }) => local_path).sort()).toEqual(['libs', 'services'])
    for (const { local_path = '', remote_path } of synced) {
      expect(existsSync(join(repository, local_path))).toBe(true)
      expect(remote_path).toBe(`/opt/millrace/${local_path}`)
    }
    const files = updates.flatMap(({ files = [] }) => files)
    expect(files).toContain('package-lock.json')
    for (const file of files) expect(existsSync(join(repository, file)), file).toBe(true)
    // What must fall back comes first, or Tilt refuses the list.
    expect(updates[0]?.is).toBe('fall_back_on')
  })

  test('names workloads and objects that it applies, each workload once', () => {
    const named = callsOf('k8s_resource').flatMap(({ args }) =>
      args['workload'] === undefined ? [] : [args['workload']],
    )
    expect([...named].sort()).toEqual(workloads.map(({ metadata }) => metadata.name).sort())
    const selectors = callsOf('k8s_resource').flatMap(({ args }) => (args['objects'] ?? []) as readonly string[])
    expect(selectors.length).toBeGreaterThan(0)
    for (const selector of selectors) {
      const [name, kind] = selector.split(':')
      const found = objects.filter((object) => object.metadata.name === name && object.kind.toLowerCase() === kind)
      expect(found, selector).toHaveLength(1)
    }
  })

  test('forwards ports that the containers have, each local one once', () => {
    const local: number[] = []
    for (const { args } of callsOf('k8s_resource')) {
      for (const forward of (args['port_forwards'] ?? []) as readonly PortForward[]) {
        const object = workload(args['workload'])
        const ports = (object === undefined ? [] : containersOf(object)).flatMap(({ ports = [] }) => ports)
        expect(ports.map(({ containerPort }) => containerPort)).toContain(forward.container_port)
        local.push(forward.local_port)
      }
    }
    expect(local.length).toBeGreaterThan(1)
    expect(new Set(local).size).toBe(local.length)
  })

  test('waits for resources that are there', () => {
    const names = [
      ...workloads.map(({ metadata }) => metadata.name),
      ...callsOf('k8s_resource').map(({ args }) => args['new_name']),
      ...callsOf('local_resource').map(({ args }) => args['name']),
    ]
    const wanted = calls.flatMap(({ args }) => (args['resource_deps'] ?? []) as readonly string[])
    expect(wanted.length).toBeGreaterThan(3)
    for (const name of wanted) expect(names).toContain(name)
  })

  test('refuses clusters that are not on this machine', () => {
    const contexts = callsOf('allow_k8s_contexts').flatMap(({ args }) => args['contexts'] as readonly string[])
    expect(contexts).toContain('kind-kind')
  })

  test('sends its example to an endpoint that the examples have', () => {
    const [send] = callsOf('local_resource')
    const url = new URL(((send?.args['cmd'] ?? []) as readonly string[]).at(-1) ?? '')
    const endpoints = objects
      .filter(({ kind }) => kind === 'EventSource')
      .flatMap((object) => JSON.stringify(object).match(/"endpoint":"[^"]+"/g) ?? [])
    expect(endpoints).toContain(`"endpoint":"${url.pathname}"`)
  })
})

describe.skipIf(tools.kind === 'missing')('a Tiltfile that is wrong', () => {
  test.each([
    ['a function that Tilt does not have', "docker_biuld('a', '.')", 'undefined: docker_biuld'],
    ['an argument that it does not have', "docker_build('a', '.', dockerfiel='x')", 'unexpected keyword argument'],
    ['a kustomization that is not there', "k8s_yaml(kustomize('nowhere'))", 'nowhere'],
    ['a syntax error', 'k8s_yaml(', 'got end of file'],
  ])('is refused: %s', async (_, text, complaint) => {
    const { tempFolder } = await import('@millrace/testkit')
    const { writeFile } = await import('node:fs/promises')
    await using folder = await tempFolder()
    await writeFile(join(folder.path, 'Tiltfile'), text)
    await expect(runFound(tools, ['tiltfile', join(folder.path, 'Tiltfile')])).rejects.toThrow(complaint)
  })
})
