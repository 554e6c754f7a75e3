import { configMapKeySelector } from '../blocks/config-map-key-selector.ts'
import { s3Artifact } from '../blocks/s3-artifact.ts'
import { boolean, jsonObject, may, need, object, string } from '../schema/build.ts'
import { member } from '../schema/json.ts'
import type { Infer } from '../schema/schema.ts'
import { parseYamlValue } from '../read/yaml-value.ts'
import type { Check } from '../validate/check.ts'
import { checkGitArtifact, gitArtifact } from './git-artifact.ts'

const fileArtifact = object('FileArtifact', {
  path: need(string(), 'Path of the file.'),
})

const urlArtifact = object('URLArtifact', {
  path: need(string(), 'The whole URL.'),
  verifyCert: may(boolean(), 'Verify the certificate of the server.'),
})

/** Where the resource of a k8s or argoWorkflow trigger comes from. */
export const artifactLocation = object('ArtifactLocation', {
  resource: may(jsonObject(), 'The resource itself.'),
  inline: may(string({ keepEmpty: true }), 'The resource as YAML or JSON text.'),
  file: may(fileArtifact, 'A file.'),
  configmap: may(configMapKeySelector, 'A key of a ConfigMap.'),
  url: may(urlArtifact, 'A URL.'),
  s3: may(s3Artifact, 'An object of a bucket.'),
  git: may(gitArtifact, 'A file of a git repository.'),
})

export type ArtifactLocation = Infer<typeof artifactLocation>

/** In the order in which they count when several are given. */
const order = ['s3', 'inline', 'file', 'url', 'git', 'configmap', 'resource'] as const

/** The place that counts of those that a source names; undefined where it names none. */
export function artifactPlace(source: ArtifactLocation): (typeof order)[number] | undefined {
  return order.find((name) => source[name] !== undefined)
}

export function checkArtifact(source: ArtifactLocation, check: Check): void {
  const present = order.filter((name) => source[name] !== undefined)
  const [first, ...others] = present
  if (first === undefined) check.error('required', source, [], `source needs one of ${order.toReversed().join(', ')}`)
  for (const other of others) check.warning('conflict', source, [other], `has no effect beside ${String(first)}`)
  if (source.git !== undefined) checkGitArtifact(source.git, check)
  if (source.inline !== undefined) {
    const parsed = parseYamlValue(source.inline)
    if (parsed.kind === 'fault') check.error('invalid', source, ['inline'], `not YAML: ${parsed.message}`)
  }
  if (first === 'resource' && source.resource !== undefined) {
    for (const name of ['apiVersion', 'kind']) {
      if (typeof member(source.resource, name) === 'string') continue
      check.warning('suspect', source, ['resource', name], `the resource has no ${name}`)
    }
  }
}
