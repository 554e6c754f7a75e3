import { lastLine, onPath, runTool } from '@millrace/servers'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { objectsIn, type RenderedObject } from './rendered.fixture.ts'

/** Definitions of the kinds that other systems own and our components use. */
export type ForeignKinds =
  | { readonly kind: 'found'; readonly definitions: readonly RenderedObject[] }
  | { readonly kind: 'missing'; readonly reason: string }

/** Go modules that carry the published definitions; Go's checksum database vouches for them. */
const modules = [
  {
    module: 'github.com/kedacore/keda/v2@v2.21.0',
    files: ['config/crd/bases/keda.sh_scaledobjects.yaml'],
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    files: [
      'example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml',
      'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml',
    ],
  },
] as const
const downloadMaxMs = 300_000

/** Fetches them into Go's module cache; says one line where that cannot be done. */
export async function foreignKinds(): Promise<ForeignKinds> {
  const definitions: RenderedObject[] = []
  for (const { module, files } of modules) {
    const folder = await folderOf(module)
    if (folder.kind === 'missing') {
      process.stderr.write(`SKIPPED: dry runs of the overlays: ${folder.reason}\n`)
      return folder
    }
    for (const file of files) definitions.push(...objectsIn(await readFile(join(folder.path, file), 'utf8')))
  }
  return { kind: 'found', definitions }
}

async function folderOf(
  module: string,
): Promise<{ readonly kind: 'found'; readonly path: string } | { readonly kind: 'missing'; readonly reason: string }> {
  const [go] = await onPath('go', process.env)
  if (go === undefined) return { kind: 'missing', reason: `no go on PATH to fetch ${module} with` }
  const { ok, output } = await runTool(go, ['mod', 'download', '-json', module], {
    env: process.env,
    runMaxMs: downloadMaxMs,
    // Outside of any module, so that no go.mod has a say.
    cwd: '/',
  })
  const found = /"Dir": "([^"]+)"/.exec(output)?.[1]
  if (!ok || found === undefined) return { kind: 'missing', reason: `${module} cannot be fetched: ${lastLine(output)}` }
  return { kind: 'found', path: found }
}
