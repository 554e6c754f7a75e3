import { webhookConfiguration } from '@millrace/controller/webhook-configuration'
import { isJsonObject } from '@millrace/manifests'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parse, stringify } from 'yaml'
import { grafanaDashboard } from './dashboards/grafana-dashboard.ts'
import { processesDashboard } from './dashboards/processes.ts'
import { roadDashboard } from './dashboards/road.ts'
import { sensorDashboard } from './dashboards/sensor.ts'
import { roleObjects } from './roles/role-objects.ts'
import { servicePermissions } from './roles/service-permissions.ts'
import { prometheusRule } from './rules/prometheus-rule.ts'

/** Writes what `npm run generate` keeps below deploy/components: Roles, dashboards and the operator's form of the alerts. */
const components = join(import.meta.dirname, '../components')

await write('cluster-wide/roles.yaml', 'the permissions of the services', roleObjects(servicePermissions, 'cluster'))
await write('namespaced/roles.yaml', 'the permissions of the services', roleObjects(servicePermissions, 'namespace'))
// As in the bindings, `default` becomes the overlay's namespace.
const place = { kind: 'service', namespace: 'default', name: 'millrace-controller', port: 443 } as const
await write('cluster-wide/admission-webhook.yaml', 'what the controller serves', [webhookConfiguration(place)])
const alerts: unknown = parse(await readFile(join(components, 'prometheus/alerts.yaml'), 'utf8'))
if (!isJsonObject(alerts)) throw new TypeError('alerts.yaml is no object')
await write('prometheus/prometheus-rule.yaml', 'alerts.yaml', [prometheusRule(alerts)])
for (const dashboard of [roadDashboard, sensorDashboard, processesDashboard]) {
  const text = `${JSON.stringify(grafanaDashboard(dashboard), null, 2)}\n`
  await writeFile(join(components, `dashboards/${dashboard.uid}.json`), text)
}

async function write(path: string, from: string, objects: readonly object[]): Promise<void> {
  const texts = objects.map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }))
  const head = `# Written by npm run generate from ${from}; changes here are lost.\n`
  await mkdir(dirname(join(components, path)), { recursive: true })
  await writeFile(join(components, path), head + texts.join('---\n'))
}
