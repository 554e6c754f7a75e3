import type { JsonObject } from '@millrace/manifests'

const object = (name: string, spec: JsonObject): JsonObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'EventSource',
  metadata: { name, namespace: 'default' },
  spec,
})

/** So many schedules, each due once a second. */
export function everySecond(schedules: number): JsonObject {
  const calendar = Object.fromEntries(
    Array.from({ length: schedules }, (_, nth) => [`tick-${nth}`, { interval: '1s' }]),
  )
  return object('ticks', { calendar })
}

/** The ConfigMaps of a namespace, watched in the name of an account. */
export function watchedMaps(namespace: string, account: string): JsonObject {
  return object('maps', {
    template: { serviceAccountName: account },
    resource: { maps: { namespace, version: 'v1', resource: 'configmaps', eventTypes: ['ADD', 'UPDATE', 'DELETE'] } },
  })
}

/** A ConfigMap of 1 KiB. */
export function mapOf(namespace: string, nth: number): JsonObject {
  const data = { text: `${nth}`.padEnd(1_024, '.') }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `map-${nth}`, namespace }, data }
}
