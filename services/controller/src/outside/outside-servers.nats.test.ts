import { openBus } from '@millrace/bus'
import { certificateFor, configuredNats, eventually, findOldNats } from '@millrace/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { exotic, idsThere, outsideScene, recorded, tlsLine } from './outside-scene.fixture.ts'

const within = { withinMs: 15_000 }
const oldNats = await findOldNats()

async function server(...how: Parameters<typeof configuredNats>) {
  const started = await configuredNats(...how)
  onTestFinished(() => started[Symbol.asyncDispose]())
  return { ...started, url: `nats://127.0.0.1:${started.port}` }
}

test.skipIf(oldNats === undefined)('a server that is too old is told with its version and what to do', async () => {
  const { url } = await server(() => [], { binary: oldNats ?? '' })
  const scene = await outsideScene('far')
  scene.records.follow([exotic('far', url)])
  await recorded(scene.bus, 'far', 'd-0')
  await eventually(() => expect(scene.troubles()).toEqual(['far ServerTooOld']), within)
  expect(scene.messages()).toContain('nats-server is 2.11.11')
  expect(scene.messages()).toContain('use nats-server 2.12 or newer')
})

test('a server that was started without JetStream is told as such', async () => {
  const { url } = await server(() => [], { jetStream: 'off' })
  const scene = await outsideScene('far')
  scene.records.follow([exotic('far', url)])
  await recorded(scene.bus, 'far', 'd-0')
  await eventually(() => expect(scene.troubles()).toEqual(['far NoJetStream']), within)
})

test('a user and password go over TLS alone, and get nobody in with a wrong one', async () => {
  const certificate = certificateFor('localhost')
  const { cert } = certificate
  const secured = await tlsLine(certificate)
  const { port } = await server(() => [secured, 'authorization { users = [ { user: argo, password: "s3cret" } ] }'])
  const scene = await outsideScene('right', 'wrong', 'nobody')
  const url = `tls://localhost:${port}`
  const tls = { caCertSecret: { name: 'authority', key: 'ca' } }
  await scene.secret('authority', { ca: cert })
  await scene.secret('right', { auth: 'username: argo\npassword: s3cret\n' })
  await scene.secret('wrong', { auth: 'username: argo\npassword: wr0ng\n' })
  scene.records.follow([
    exotic('right', url, { tls, accessSecret: { name: 'right', key: 'auth' } }),
    exotic('wrong', url, { tls, accessSecret: { name: 'wrong', key: 'auth' } }),
    exotic('nobody', url, { tls }),
  ])
  for (const name of ['right', 'wrong', 'nobody']) await recorded(scene.bus, name, 'd-0')
  await eventually(
    () => expect(scene.troubles().toSorted()).toEqual(['nobody AccessRefused', 'wrong AccessRefused']),
    within,
  )
  const there = await openBus({ url, name: 'there', access: { user: 'argo', pass: 's3cret', tls: { ca: cert } } })
  onTestFinished(() => there[Symbol.asyncDispose]())
  await eventually(async () => expect(await idsThere(there, 'right')).toEqual(['d-0']), within)
  expect(scene.lines.join('') + scene.messages()).not.toMatch(/s3cret|wr0ng/u)
})

test.each([
  ['http://nats:4222', 'UrlInvalid', '"http://nats:4222" is no address of a NATS server; write nats://HOST:4222'],
  ['nats//argo:s3cret@nats:4222', 'UrlInvalid', '"nats:4222" is no address'],
  ['nats://127.0.0.1:99999', 'UrlInvalid', '"nats://127.0.0.1:99999" is no address'],
  ['nats://nowhere.invalid:4222', 'ServerAway', 'NATS at nats://nowhere.invalid:4222 cannot be used: getaddrinfo'],
])('a mistyped URL (%s) is told with what is wrong, and holds up no other', async (url, reason, said) => {
  const near = await server(() => [])
  const scene = await outsideScene('far', 'near')
  scene.records.follow([exotic('far', url), exotic('near', near.url)])
  for (const name of ['far', 'near']) await recorded(scene.bus, name, 'd-0')
  await eventually(() => expect(scene.troubles()).toEqual([`far ${reason}`]), within)
  expect(scene.messages()).toContain(said)
  expect(scene.lines.join('') + scene.messages()).not.toContain('s3cret')
  const there = await openBus({ url: near.url, name: 'there' })
  onTestFinished(() => there[Symbol.asyncDispose]())
  await eventually(async () => expect(await idsThere(there, 'near')).toEqual(['d-0']), within)
})
