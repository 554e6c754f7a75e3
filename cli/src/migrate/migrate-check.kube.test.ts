import { resources } from '@millrace/kube'
import { describeOnKube, installCrds } from '@millrace/kube/scene'
import type { JsonObject } from '@millrace/manifests'
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
const object = (namespace: string, kind: string, name: string, spec: JsonObject) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind,
  metadata: { namespace, name },
  spec,
})

describeOnKube('migrate check on a cluster', (scene) => {
  test('judges the objects that are there, of one namespace or of all', async () => {
    const { admin, server, namespace } = scene()
    const check = (...args: readonly string[]) =>
      new Promise<{ code: number; out: string }>((resolve) => {
        const all = [main, 'migrate', 'check', '--kube', server.kubeconfig('admin'), ...args]
        const child = execFile(process.execPath, all, (_, out, err) =>
          resolve({ code: child.exitCode ?? -1, out: out + err }),
        )
      })
    expect(await check()).toMatchObject({
      code: 1,
      out: expect.stringContaining('nothing of Argo Events is installed'),
    })
    await installCrds(admin)
    const [home, other] = [await namespace(), await namespace()]
    await admin.create(
      resources.eventSources,
      object(home, 'EventSource', 'clock', { calendar: { tick: { interval: '5s' } } }),
    )
    const mqtt = { mqtt: { one: { url: 'tcp://m:1883', topic: 't', clientId: 'c' } } }
    await admin.create(resources.eventSources, object(other, 'EventSource', 'broker', mqtt))
    const here = await check('--namespace', home)
    expect(here.out).toContain(`EventSource ${home}/clock (EventSource ${home}/clock): runs, with differences`)
    expect(here.out).toContain('1 objects: ')
    expect(here.code).toBe(0)
    const all = await check()
    expect(all.out).toContain('unsupported spec.mqtt.one: events of type mqtt are not pulled yet')
    expect(all.code).toBe(1)
  }, 120_000)
})
