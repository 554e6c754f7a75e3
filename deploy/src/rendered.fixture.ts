import { isJsonObject, type JsonObject } from '@millrace/manifests'
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { repository, runFound } from './tools/deploy-tools.fixture.ts'
import type { FoundTool } from './tools/go-tool.fixture.ts'

/** An object of a rendered kustomization. */
export interface RenderedObject extends JsonObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: JsonObject & { readonly name: string; readonly namespace?: string }
}

/** Everything that a user may apply as it is. */
export const overlays = readdirSync(join(repository, 'deploy/overlays')).map((name) => `deploy/overlays/${name}`)
export const appliable = ['deploy/crds', ...overlays, 'tilt'] as const

/** What `kustomize build` makes of a folder. */
export async function rendered(tools: FoundTool, folder: string): Promise<readonly RenderedObject[]> {
  return objectsIn(await runFound(tools, ['kustomize', resolve(repository, folder)]))
}

export function objectsIn(text: string): readonly RenderedObject[] {
  return parseAllDocuments(text).map((document) => {
    const object: unknown = document.toJS()
    if (!isRendered(object)) throw new TypeError(`no object of Kubernetes: ${JSON.stringify(object).slice(0, 100)}`)
    return object
  })
}

function isRendered(object: unknown): object is RenderedObject {
  if (!isJsonObject(object) || !isJsonObject(object['metadata'])) return false
  return typeof object['kind'] === 'string' && typeof object['metadata']['name'] === 'string'
}

/** The containers of a workload's pods. */
export function containersOf(object: RenderedObject): readonly Container[] {
  const spec = memberOf(object, 'spec', 'template', 'spec')
  const containers = isJsonObject(spec) ? spec['containers'] : []
  // What kustomize renders was checked against the API's schema by the test of the overlays.
  return (Array.isArray(containers) ? containers : []) as readonly Container[]
}

export interface Container {
  readonly name: string
  readonly image: string
  readonly args?: readonly string[]
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: JsonObject }[]
  readonly envFrom?: readonly { readonly configMapRef: { readonly name: string } }[]
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[]
  readonly resources: {
    readonly requests?: Readonly<Record<string, string>>
    readonly limits?: Readonly<Record<string, string>>
  }
}

export function memberOf(object: unknown, ...path: readonly string[]): unknown {
  let value = object
  for (const name of path) value = isJsonObject(value) ? value[name] : undefined
  return value
}
