import { freePort } from '@millrace/servers'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { accepts } from './until-accepts.ts'

/** Which manifests to place. */
export interface ManifestChoice {
  /** Folder of the manifests. */
  readonly manifests: string
  readonly withoutSensors?: boolean
  /** More documents, besides those of the folder. */
  readonly more?: string
}

/** The ports that the placed manifests name. */
export interface ManifestPorts {
  readonly webhook: number
  readonly sink: number
}

const named: ManifestPorts = { webhook: 12_000, sink: 9_900 }

/** Copies the manifests of a scenario, unchanged where their ports are free; else other ports stand in. */
export async function placeManifests(
  { manifests, withoutSensors = false, more }: ManifestChoice,
  folders: { readonly from: string; readonly to: string },
  say: (line: string) => void,
): Promise<ManifestPorts> {
  const ports = { webhook: await portOrFree(named.webhook, say), sink: await portOrFree(named.sink, say) }
  const text = await readFile(join(folders.from, manifests, 'manifests.yaml'), 'utf8')
  const placed = text
    .replaceAll(`port: '${named.webhook}'`, `port: '${ports.webhook}'`)
    .replaceAll(`127.0.0.1:${named.sink}/`, `127.0.0.1:${ports.sink}/`)
  const documents = placed.split(/^---$/m).filter((document) => !withoutSensors || !/^kind: Sensor$/m.test(document))
  await mkdir(folders.to)
  await writeFile(join(folders.to, 'manifests.yaml'), documents.join('---'))
  if (more !== undefined) await writeFile(join(folders.to, 'more.yaml'), more)
  return ports
}

async function portOrFree(port: number, say: (line: string) => void): Promise<number> {
  if (!(await accepts(port))) return port
  const other = await freePort()
  say(`port ${port} is taken: ${other} stands in for it in the manifests`)
  return other
}
