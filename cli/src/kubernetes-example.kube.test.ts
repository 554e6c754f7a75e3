import { apiVersionOf, resources, type KubeObject } from '@millrace/kube'
import { describeOnKube, type KubeScene } from '@millrace/kube/scene'
import { eventually, freePort, tempFolder, type TempFolder } from '@millrace/testkit'
import { execFile } from 'node:child_process'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'

const main = join(import.meta.dirname, 'main.ts')
const example = join(import.meta.dirname, '..', '..', 'examples', 'kubernetes')
const run = promisify(execFile)
const within = { withinMs: 60_000, everyMs: 500 }

describeOnKube('examples/kubernetes', (scene) => {
  test('the commands of the README do what it says', async () => {
    await using folder = await tempFolder()
    const [hook, admin, metrics] = [await freePort(), await freePort(), await freePort()]
    const shell = shellIn(folder, hook)
    await cp(example, join(folder.path, 'examples', 'kubernetes'), { recursive: true })
    const manifest = join(folder.path, 'examples', 'kubernetes', 'manifests', 'orders.yaml')
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replaceAll('12000', String(hook)))
    await applyRights(scene())
    const printed = await printedLines()
    const line = (beginning: string): string => printed.find((one) => one.startsWith(beginning)) ?? `no ${beginning}`
    const kube = scene().server.kubeconfig('admin')
    const up = line('npx millrace up').replace('~/.kube/config', kube)
    await shell(`${up} --detach --state state --admin-port ${admin} --metrics-port ${metrics}`)
    try {
      for (const curl of printed.filter((one) => one.startsWith('curl'))) await shell(curl)
      await eventually(
        async () => expect(await shell('npx millrace dead list --state state')).toContain('/record-orders/forbidden'),
        within,
      )
      await eventually(async () => expect((await mapsOf(scene())).length).toBe(2), within)
      const [last, order] = (await mapsOf(scene())).toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
      expect(last).toMatchObject({ metadata: { name: 'last-order' }, data: { item: 'tea' } })
      expect(order).toMatchObject({
        metadata: {
          name: expect.stringMatching(/^order-[b-z2-9]{10}$/u),
          labels: { 'events.argoproj.io/sensor': 'record-orders', 'events.argoproj.io/trigger': 'record' },
        },
        data: { item: 'tea' },
      })
      const dead = await shell('npx millrace dead list --json --state state')
      expect(dead).toContain('may not get secrets in namespace')
    } finally {
      await shell('npx millrace down --state state')
    }
    const shown = await shell(line('npx millrace dry-run'))
    expect(shown).toContain('name: order-xxxxxxxxxx')
    expect(shown).toContain('item: tea')
  }, 240_000)
})

/** Runs a line as a shell does, with `npx millrace` standing for the command. */
function shellIn(folder: TempFolder, hook: number): (line: string) => Promise<string> {
  return async (line) => {
    const script = `npx() { shift; "$NODE" "$MAIN" "$@"; }; ${line.replaceAll('12000', String(hook))}`
    const env = { ...process.env, NODE: process.execPath, MAIN: main }
    const { stdout } = await run('/bin/sh', ['-c', script], { cwd: folder.path, env, timeout: 120_000 })
    return stdout
  }
}

async function printedLines(): Promise<readonly string[]> {
  const readme = await readFile(join(example, 'README.md'), 'utf8')
  return readme.split('\n').flatMap((one) => /^ {4}(?<command>\S.*)$/u.exec(one)?.groups?.['command'] ?? [])
}

/** As `kubectl apply` does. */
async function applyRights({ admin }: KubeScene): Promise<void> {
  for (const document of parseAllDocuments(await readFile(join(example, 'rights.yaml'), 'utf8'))) {
    const object = document.toJS() as KubeObject
    const resource = await admin.resourceOf(object.apiVersion, object.kind)
    expect(apiVersionOf(resource)).toBe(object.apiVersion)
    await admin.apply(resource, object, { fieldManager: 'kubectl' })
  }
}

async function mapsOf({ admin }: KubeScene): Promise<readonly KubeObject[]> {
  return (await admin.list(resources.configMaps, { namespace: 'default' })).items
}
