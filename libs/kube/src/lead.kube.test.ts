import { cutProxy, eventually } from '@millrace/testkit'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openKube, type KubeClient } from './client.ts'
import { describeOnKube } from './kube-scene.fixture.ts'
import { lead } from './lead.ts'

/** A replica that writes down when it leads and when it does no more. */
function replica(client: KubeClient, namespace: string, identity: string, story: string[]) {
  const stop = new AbortController()
  const work = async (held: AbortSignal): Promise<void> => {
    story.push(`${identity} leads`)
    await sleep(600_000, undefined, { signal: held }).catch(() => {})
    story.push(`${identity} ended`)
  }
  const done = lead(client, { namespace, name: 'leader', identity }, work, stop.signal)
  const end = async () => {
    stop.abort()
    await done
  }
  onTestFinished(end)
  return { end }
}

describeOnKube('a lease', (scene) => {
  test('one of two leads; one that stops gives it back at once', async () => {
    const { admin, namespace } = scene()
    const home = await namespace()
    const story: string[] = []
    const a = replica(admin, home, 'a', story)
    await eventually(() => expect(story).toEqual(['a leads']))
    replica(admin, home, 'b', story)
    await a.end()
    await eventually(() => expect(story).toEqual(['a leads', 'a ended', 'b leads']))
  })

  test('one that is cut off acts no more before the other follows, within ten seconds', async () => {
    const { server, admin, namespace } = scene()
    const home = await namespace()
    const proxy = await cutProxy(Number(new URL(server.url).port))
    onTestFinished(() => proxy[Symbol.asyncDispose]())
    const url = `https://127.0.0.1:${proxy.port}`
    const distant = await openKube({ kind: 'token', url, token: server.token('admin'), ca: server.ca })
    onTestFinished(() => distant[Symbol.dispose]())
    const story: string[] = []
    replica(distant, home, 'a', story)
    await eventually(() => expect(story).toEqual(['a leads']))
    replica(admin, home, 'b', story)
    proxy.cut()
    await eventually(() => expect(story).toEqual(['a leads', 'a ended', 'b leads']))
  })
})
