import { expect, test } from 'vitest'
import { manifest, openSite } from './ingest.fixture.ts'

const hook = (name: string, namespace: string, endpoint: string): string =>
  manifest(name, `  webhook:\n    event: {endpoint: "${endpoint}", port: "PORT", method: POST}`).replace(
    'namespace: ns',
    `namespace: ${namespace}`,
  )

async function called(manifests: string, path: string, host: string): Promise<string> {
  await using site = await openSite(manifests)
  const { status } = await site.send(path, { body: '{}', headers: { Host: host } })
  const [delivery] = site.deliveries
  return delivery === undefined ? String(status) : `${delivery.namespace}/${delivery.eventSource}`
}

const alike = hook('a', 'x', '/push') + hook('b', 'x', '/push')
const sameName = hook('a', 'x', '/push') + hook('a', 'y', '/push') + hook('a', 'z', '/other')

test.each([
  ['by an address it is the first', alike, '/push', '127.0.0.1:1', 'x/a'],
  ['the first by its name', alike, '/push', 'a-eventsource-svc.x:80', 'x/a'],
  ['the other by its name', alike, '/push', 'b-eventsource-svc.x.svc.cluster.local', 'x/b'],
  ['the other by its short name, as no other namespace has it', alike, '/push', 'b-eventsource-svc', 'x/b'],
  ['nobody else’s endpoint is reached by a name', alike + hook('c', 'x', '/c'), '/push', 'c-eventsource-svc.x', '404'],
  ['a name that is none of ours says nothing', alike, '/push', 'd-eventsource-svc.x', 'x/a'],
  ['namespaces are told apart', sameName, '/push', 'a-eventsource-svc.y', 'y/a'],
  ['a short name that may mean two is nobody’s', sameName, '/push', 'a-eventsource-svc', '404'],
  ['a short name of which one has the endpoint is that one’s', sameName, '/other', 'a-eventsource-svc', 'z/a'],
])('%s', async (_, manifests, path, host, who) => {
  expect(await called(manifests, path, host)).toBe(who)
})

test('templates are told apart too', async () => {
  const templates = hook('a', 'x', '/{id}') + hook('b', 'x', '/{id}')
  expect(await called(templates, '/1', 'b-eventsource-svc.x')).toBe('x/b')
  expect(await called(templates, '/1', 'localhost')).toBe('x/a')
})
