import { crdKinds, customResource } from '@millrace/manifests/crds'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'

/** Writes the CustomResourceDefinitions into the folder named: what `npm run generate` keeps in deploy/crds. */
const folder = process.argv[2] ?? join(import.meta.dirname, '../../../../deploy/crds')
await mkdir(folder, { recursive: true })
for (const kind of crdKinds) {
  const text = stringify(customResource(kind), { lineWidth: 0, aliasDuplicateObjects: false })
  const head = '# Written by npm run generate from the tables of libs/manifests; changes here are lost.\n'
  await writeFile(join(folder, `${kind.toLowerCase()}.yaml`), head + text)
}
