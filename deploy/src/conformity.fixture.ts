import type { KubeClient } from '@millrace/kube'
import { isJsonObject } from '@millrace/manifests'
import { tempFolder } from '@millrace/testkit'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { memberOf } from './rendered.fixture.ts'
import { runFound } from './tools/deploy-tools.fixture.ts'
import type { FoundTool } from './tools/go-tool.fixture.ts'

/** What kubeconform says of one object. */
export interface ConformVerdict {
  readonly kind: string
  readonly name: string
  readonly status: 'valid' | 'invalid' | 'error' | 'skipped'
  readonly faults: readonly string[]
}

/** A JSON schema a file, by the names that kubeconform looks for. */
export type Schemas = ReadonlyMap<string, object>

/**
 * The schemas of every kind that a server serves, made from its OpenAPI: kubeconform's own collection is a download that
 * needs the network, and knows no kinds of other systems.
 */
export async function schemasOf(admin: KubeClient): Promise<Schemas> {
  const get = (path: string): Promise<unknown> => admin.transport.json({ method: 'GET', path })
  const schemas = new Map<string, object>()
  const paths = memberOf(await get('/openapi/v3'), 'paths')
  for (const path of Object.keys(isJsonObject(paths) ? paths : {})) {
    if (!/^apis?\/(?:[^/]+\/)?v\d\w*$/.test(path)) continue
    const all = memberOf(await get(`/openapi/v3/${path}`), 'components', 'schemas')
    if (!isJsonObject(all)) continue
    const components = strict({ schemas: all })
    for (const [name, schema] of Object.entries(all))
      for (const file of filesOf(schema, path)) schemas.set(file, { $ref: `#/components/schemas/${name}`, components })
  }
  return schemas
}

/** Judges objects by the schemas, unknown fields and unknown kinds being faults. */
export async function conformity(
  tools: FoundTool,
  schemas: Schemas,
  objects: readonly object[],
): Promise<readonly ConformVerdict[]> {
  await using folder = await tempFolder()
  // Each holds all of its group: only those that are asked for are written.
  for (const file of new Set(objects.map(schemaFile))) {
    const schema = schemas.get(file)
    if (schema !== undefined) await writeFile(join(folder.path, file), JSON.stringify(schema))
  }
  const input = objects.map((object) => JSON.stringify(object)).join('\n---\n')
  // The shape that deploy/tools/conform.go writes.
  return JSON.parse(await runFound(tools, ['conform', folder.path], input)) as readonly ConformVerdict[]
}

/** The name by which kubeconform looks for the schema of an object. */
export function schemaFile(object: object): string {
  const [group = '', version = ''] = String(memberOf(object, 'apiVersion'))
    .replace(/^(?!.*\/)/, '/')
    .split('/')
  return fileName(group, version, String(memberOf(object, 'kind')))
}

/** `deployment-apps-v1.json`: the kind, the first word of the group, the version. */
function fileName(group: string, version: string, kind: string): string {
  const words = [kind, ...(group === '' ? [] : [group.split('.')[0]]), version]
  return `${words.join('-').toLowerCase()}.json`
}

/** The names by which kubeconform looks for a schema. */
function filesOf(schema: unknown, path: string): readonly string[] {
  const kinds = memberOf(schema, 'x-kubernetes-group-version-kind')
  if (!Array.isArray(kinds)) return []
  return kinds.flatMap((one: unknown) => {
    const [group, version, kind] = [memberOf(one, 'group'), memberOf(one, 'version'), memberOf(one, 'kind')].map(String)
    if (group === undefined || version === undefined || kind === undefined) return []
    const home = group === '' ? `api/${version}` : `apis/${group}/${version}`
    return home === path ? [fileName(group, version, kind)] : []
  })
}

/** Closes every object whose fields are listed, unless it says that others are kept. */
function strict(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(strict)
  if (!isJsonObject(node)) return node
  const closed = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, strict(value)]))
  const isOpen = node['additionalProperties'] !== undefined || node['x-kubernetes-preserve-unknown-fields'] === true
  return isJsonObject(node['properties']) && node['type'] === 'object' && !isOpen
    ? { ...closed, additionalProperties: false }
    : closed
}
