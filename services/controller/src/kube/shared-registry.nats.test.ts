import { boundsDefault, openBus } from '@millrace/bus'
import { readManifests } from '@millrace/manifests'
import { openNamespaceClaims, openRegistry } from '@millrace/registry'
import { configFrom } from '@millrace/service'
import { natsServer } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { controllerOptions } from '../config.ts'
import { Sync } from '../sync.ts'
import { claimAgainMs, claimLifeMs } from './own-namespaces.ts'
import { SharedRegistry } from './shared-registry.ts'

const eventSource = (id: string) => {
  const [namespace, name] = id.split('/')
  return `
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: { namespace: ${namespace}, name: ${name} }
spec: { webhook: { push: { port: "12000", endpoint: /x, method: POST } } }
`
}

/** A registry, and leaders of sets of controllers that share it. */
async function scene(setup: AsyncDisposableStack) {
  const nats = setup.use(await natsServer())
  const bus = setup.use(await openBus({ url: nats.url, name: 'test' }))
  const registry = await openRegistry(bus, 1)
  const claims = await openNamespaceClaims(bus, 1)
  const clock = { nowMs: Date.now() }
  const leader = (set: string, namespaces: readonly string[]) => {
    const conflicts: string[] = []
    const own = { set, namespaces }
    const onConflict = (found: readonly string[]) => void conflicts.push(...found)
    const shared = new SharedRegistry({ claims, own, nowMs: () => clock.nowMs, onConflict })
    const stop = new AbortController().signal
    const config = configFrom(controllerOptions, { natsUrl: nats.url })
    const sync = new Sync(config, { bus, registry, bounds: boundsDefault, stop, shared })
    const bring = async (...ids: string[]) => {
      const { objects, problems } = readManifests(ids.map(eventSource).join('---'), 'x')
      const reading = { objects, problems, unsound: new Set<never>(), blind: new Set<string>(), isWhole: true }
      await sync.bring({ isKnown: false, read: () => Promise.resolve(reading) })
    }
    const rest = () => sync.bring({ isKnown: true, read: () => Promise.reject(new Error('not to be read')) })
    return { bring, rest, conflicts }
  }
  const inForce = async () =>
    (await registry.list()).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).toSorted()
  return { leader, inForce, claims, clock }
}

test('two sets of controllers with namespaces of their own leave each other’s objects alone', async () => {
  await using setup = new AsyncDisposableStack()
  const { leader, inForce } = await scene(setup)
  const [one, two] = [leader('x/one', ['a']), leader('x/two', ['b'])]
  await one.bring('a/first', 'a/second')
  await two.bring('b/third')
  expect(await inForce()).toEqual(['a/first', 'a/second', 'b/third'])
  // A new term of a leader, which reads the registry anew.
  await leader('x/one', ['a']).bring('a/second')
  expect(await inForce()).toEqual(['a/second', 'b/third'])
  expect([...one.conflicts, ...two.conflicts]).toEqual([])
})

test('a namespace that is served no more is cleared, unless another set has it by now', async () => {
  await using setup = new AsyncDisposableStack()
  const { leader, inForce } = await scene(setup)
  await leader('x/one', ['a', 'b', 'c']).bring('a/o', 'b/o', 'c/o')
  await leader('x/two', ['b']).bring('b/o')
  await leader('x/one', ['a']).bring('a/o')
  expect(await inForce()).toEqual(['a/o', 'b/o'])
})

test('who serves all leaves alone what another names, until that one has been silent for long', async () => {
  await using setup = new AsyncDisposableStack()
  const { leader, inForce, clock } = await scene(setup)
  await leader('x/two', ['b']).bring('b/o')
  await leader('x/all', []).bring('a/o')
  expect(await inForce()).toEqual(['a/o', 'b/o'])
  clock.nowMs += claimLifeMs + 1_000
  await leader('x/all', []).bring('a/o')
  expect(await inForce()).toEqual(['a/o'])
})

test('two that serve the same are told so', async () => {
  await using setup = new AsyncDisposableStack()
  const { leader } = await scene(setup)
  await leader('x/one', []).bring('a/o')
  const two = leader('x/two', [])
  await two.bring('a/o')
  expect(two.conflicts).toEqual(['x/one serves all namespaces as well'])
})

test('a leader says again what it serves, also where nothing changes, and not each time', async () => {
  await using setup = new AsyncDisposableStack()
  const { leader, claims, clock } = await scene(setup)
  const one = leader('x/one', ['a'])
  await one.bring('a/o')
  const [said] = await claims.list()
  await one.rest()
  expect(await claims.list()).toEqual([said])
  clock.nowMs += claimAgainMs
  await one.rest()
  expect((await claims.list())[0]?.saidMs).toBeGreaterThan(said?.saidMs ?? Infinity)
})
