import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { formatProblem } from '../problem.ts'
import { readManifests } from './read-manifests.ts'

// Published examples and benchmark manifests lie beside the repository; they are not part of it.
const folders = ['manifests', 'bench/manifests'].map(
  (name) => new URL(`../../../../../shared/${name}/`, import.meta.url),
)

/** Files with a defect of their own: their exact warnings, and why. None of them has an error. */
const warned: Readonly<Record<string, readonly string[]>> = {
  // `namespace` was a field once.
  'event-sources/stripe.yaml': ['36:7 spec.stripe.example.namespace unknown-field'],
  // The file also has the WorkflowTemplate that the sensor starts, which is not ours to read.
  'sensors/sensor-to-existing-workflow-template.yaml': ['37:7 kind ignored-kind'],
  // The key is spelt openWhisk; Argo Events loses it and has a trigger without a type.
  'sensors/trigger-openwhisk.yaml': ['13:9 spec.triggers[0].template.openwhisk spelling'],
  // Argo Events ignores a policy inside the template.
  'sensors/trigger-with-policy.yaml': ['24:9 spec.triggers[0].template.policy misplaced'],
}

describe.each(folders)('%s', (folder) => {
  const isThere = existsSync(folder)
  if (!isThere) console.warn(`SKIPPED: no manifests at ${folder.pathname}`)
  const files = isThere ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []

  test.skipIf(!isThere)('holds manifests', () => {
    expect(files.filter((file) => /\.ya?ml$/.test(file)).length).toBeGreaterThan(0)
  })

  test.each(files.filter((file) => /\.(ya?ml|json)$/.test(file)))('%s', (file) => {
    const { objects, problems } = readManifests(readFileSync(new URL(file, folder), 'utf8'), file)
    expect(problems.filter(({ severity }) => severity === 'error').map(formatProblem)).toEqual([])
    const told = problems.map(({ line, column, path, code }) => `${String(line)}:${String(column)} ${path} ${code}`)
    expect(told).toEqual(warned[file] ?? [])
    expect(objects.length).toBeGreaterThan(0)
    expect(objects.filter(({ object }) => object === undefined)).toEqual([])
  })
})
