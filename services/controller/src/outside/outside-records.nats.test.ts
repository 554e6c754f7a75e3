import { openBus, outsideConsumer, type Bus } from '@millrace/bus'
import { encodeDeliveryBatch } from '@millrace/protocol/wire'
import { certificateFor, configuredNats, eventually, natsServer } from '@millrace/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { copyMessage } from './copier.ts'
import { Coalesced } from './coalesced.ts'
import { outsideBusOf } from './outside-bus.ts'
import { deliveryOf, exotic, idsThere, outsideScene, recorded, tlsLine } from './outside-scene.fixture.ts'
import { storedIds } from './stored-ids.ts'

const within = { withinMs: 15_000 }
const access = { name: 'access', key: 'auth' }
const users = (password: string) => [`authorization { users = [ { user: argo, password: "${password}" } ] }`]
const userOf = (password: string) => ({ auth: `username: argo\npassword: ${password}\n` })
const numbered = (from: number, count: number) => Array.from({ length: count }, (_, nth) => `d-${from + nth}`)

async function opened(url: string): Promise<Bus> {
  const bus = await openBus({ url, name: 'there' })
  onTestFinished(() => bus[Symbol.asyncDispose]())
  return bus
}

async function outsideServer() {
  const server = await natsServer()
  onTestFinished(() => server[Symbol.asyncDispose]())
  return { server, there: await opened(server.url) }
}

async function guarded(lines: readonly string[]) {
  const server = await configuredNats(() => lines)
  onTestFinished(() => server[Symbol.asyncDispose]())
  return server
}

test('a record goes to the server that its EventBus names, in order, as its streamConfig says, and what was there before too', async () => {
  const { server, there } = await outsideServer()
  const scene = await outsideScene('far')
  await recorded(scene.bus, 'far', 'd-0', 'd-1')
  scene.records.follow([exotic('far', server.url, { streamConfig: 'maxMsgs: 77\nmaxAge: 2h\nduplicates: 1s' })])
  for (let nth = 2; nth < 100; nth += 1) await recorded(scene.bus, 'far', `d-${nth}`)
  await eventually(async () => expect(await idsThere(there, 'far')).toEqual(numbered(23, 77)), within)
  expect(scene.troubles()).toEqual([])
  const { config } = await there.manager.streams.info('RECORD_outside_far')
  expect(config).toMatchObject({
    subjects: ['record.outside.far'],
    retention: 'limits',
    storage: 'file',
    max_msgs: 77,
    max_age: 2 * 3_600e9,
    // Not shorter than what a crash may take.
    duplicate_window: 120e9,
  })
  scene.records.follow([exotic('far', server.url)])
  await eventually(async () => {
    const changed = await there.manager.streams.info('RECORD_outside_far')
    expect(changed.config).toMatchObject({ max_msgs: -1, max_age: 0 })
  }, within)
  // What is as it should be is not written again.
  const changes: unknown[] = []
  there.connection.subscribe('$JS.API.STREAM.UPDATE.>', {
    callback: (_, message) => void changes.push(message.subject),
  })
  await there.connection.flush()
  await new Promise((resolve) => setTimeout(resolve, 6_000))
  expect(changes).toEqual([])
  // It names no server any more: nothing is kept for one.
  scene.records.follow([])
  await eventually(async () => {
    const names: string[] = []
    for await (const { name } of scene.bus.manager.consumers.list('EVENTS_outside_far')) names.push(name)
    expect(names).toEqual(['router'])
  }, within)
  expect((await scene.bus.manager.streams.info('EVENTS_outside_far')).state.messages).toBe(99)
})

test('a user and password come from the Secret; wrong ones are told, and taken up when they are right', async () => {
  const server = await guarded(users('s3cret'))
  const scene = await outsideScene('far')
  scene.records.follow([exotic('far', `nats://127.0.0.1:${server.port}`, { accessSecret: access })])
  await eventually(() => expect(scene.troubles()).toEqual(['far AccessSecretInvalid']), within)
  await scene.secret('access', { auth: 's3cret' })
  await eventually(() => expect(scene.messages()).toContain('is not YAML with username and password'), within)
  await scene.secret('access', userOf('wr0ng'))
  await eventually(() => expect(scene.troubles()).toEqual(['far AccessRefused']), within)
  await recorded(scene.bus, 'far', 'd-0')
  await scene.secret('access', userOf('s3cret'))
  await eventually(() => expect(scene.troubles()).toEqual([]), within)
  const there = await opened(`nats://argo:s3cret@127.0.0.1:${server.port}`)
  await eventually(async () => expect(await idsThere(there, 'far')).toEqual(['d-0']), within)
  expect(scene.lines.join('') + scene.messages()).not.toMatch(/s3cret|wr0ng/)
})

test('a Secret that is changed with the server is taken up, and one that is wrong keeps the connection that stands', async () => {
  const server = await guarded(users('first'))
  const scene = await outsideScene('far')
  await scene.secret('access', userOf('first'))
  scene.records.follow([exotic('far', `nats://127.0.0.1:${server.port}`, { accessSecret: access })])
  await recorded(scene.bus, 'far', 'd-0')
  const first = await opened(`nats://argo:first@127.0.0.1:${server.port}`)
  await eventually(async () => expect(await idsThere(first, 'far')).toEqual(['d-0']), within)
  await scene.secret('access', userOf('second'))
  await eventually(() => expect(scene.troubles()).toEqual(['far AccessRefused']), within)
  await recorded(scene.bus, 'far', 'd-1')
  await eventually(async () => expect(await idsThere(first, 'far')).toEqual(['d-0', 'd-1']), within)
  await server.restart(users('second'))
  const second = await opened(`nats://argo:second@127.0.0.1:${server.port}`)
  await recorded(scene.bus, 'far', 'd-2')
  await eventually(async () => expect(await idsThere(second, 'far')).toEqual(['d-0', 'd-1', 'd-2']), within)
  expect(scene.troubles()).toEqual([])
}, 60_000)

test('TLS is verified, by the authority of the Secret; and not left out where the server has none', async () => {
  const certificate = certificateFor('localhost')
  const { cert } = certificate
  const server = await guarded([await tlsLine(certificate)])
  const { server: plain } = await outsideServer()
  const scene = await outsideScene('trusting', 'strange', 'plain', 'careless')
  const url = `tls://localhost:${server.port}`
  await scene.secret('authority', { ca: cert })
  scene.records.follow([
    exotic('trusting', url, { tls: { caCertSecret: { name: 'authority', key: 'ca' } } }),
    exotic('strange', url),
    exotic('plain', plain.url.replace('nats:', 'tls:')),
    exotic('careless', url, { tls: { insecureSkipVerify: true } }),
  ])
  await eventually(
    () => expect(scene.troubles().toSorted()).toEqual(['plain ServerAway', 'strange ServerAway']),
    within,
  )
  expect(scene.messages()).toMatch(/self.signed certificate/)
  expect(scene.messages()).toMatch(/tls/)
  await recorded(scene.bus, 'trusting', 'd-0')
  const there = await openBus({ url, name: 'there', access: { tls: { ca: cert } } })
  onTestFinished(() => there[Symbol.asyncDispose]())
  await eventually(async () => expect(await idsThere(there, 'trusting')).toEqual(['d-0']), within)
})

test('a server that is away holds up no other, and has everything when it is back; without JetStream it is told', async () => {
  const { server, there } = await outsideServer()
  const { server: near, there: nearBus } = await outsideServer()
  const bare = await guarded(['accounts { A { users = [ { user: a, password: a } ] } }', 'no_auth_user: a'])
  const scene = await outsideScene('far', 'near', 'bare')
  await server.kill()
  const bareUrl = `nats://127.0.0.1:${bare.port}`
  scene.records.follow([exotic('far', server.url), exotic('near', near.url), exotic('bare', bareUrl)])
  for (const name of ['far', 'near', 'bare']) await recorded(scene.bus, name, ...numbered(0, 5))
  await eventually(async () => expect(await idsThere(nearBus, 'near')).toEqual(numbered(0, 5)), within)
  await eventually(() => expect(scene.troubles()).toEqual(['far ServerAway', 'bare NoJetStream']), within)
  const waiting = await scene.bus.manager.consumers.info('EVENTS_outside_far', outsideConsumer)
  expect(waiting.num_pending + waiting.num_ack_pending).toBe(1)
  await server.restart()
  await eventually(async () => expect(await idsThere(there, 'far')).toEqual(numbered(0, 5)), within)
  await eventually(() => expect(scene.troubles()).toEqual(['bare NoJetStream']), within)
})

test('the stream of another installation is left alone, until its metadata says nothing any more', async () => {
  const { server, there } = await outsideServer()
  const metadata = { 'millrace.io/installation': 'another' }
  await there.manager.streams.add({ name: 'RECORD_outside_far', subjects: ['record.outside.far'], metadata })
  const scene = await outsideScene('far')
  await recorded(scene.bus, 'far', 'd-0')
  scene.records.follow([exotic('far', server.url)])
  await eventually(() => expect(scene.troubles()).toEqual(['far StreamTaken']), within)
  expect(scene.messages()).toContain('the record of another installation (another)')
  expect(await idsThere(there, 'far')).toEqual([])
  await there.manager.streams.update('RECORD_outside_far', { metadata: {} })
  await eventually(async () => expect(await idsThere(there, 'far')).toEqual(['d-0']), within)
})

test('a server that takes smaller messages gets several; an event that is too large for it is left out and told', async () => {
  const server = await guarded(['max_payload: 2048'])
  const scene = await outsideScene('far')
  scene.records.follow([exotic('far', `nats://127.0.0.1:${server.port}`)])
  const deliveries = [...numbered(0, 8).map((id) => deliveryOf('far', id, 500)), deliveryOf('far', 'large', 4_000)]
  await scene.bus.publish({ subject: 'events.outside.far', data: encodeDeliveryBatch(deliveries, 1) }, 5_000)
  await recorded(scene.bus, 'far', 'd-8')
  const there = await opened(`nats://127.0.0.1:${server.port}`)
  await eventually(async () => expect((await idsThere(there, 'far')).toSorted()).toEqual(numbered(0, 9)), within)
  expect(scene.lines.join('')).toContain('too large for the server')
})

test('what is taken there again after the duplicate window has passed is recognised by the last messages', async () => {
  const { there } = await outsideServer()
  const stream = 'RECORD_outside_far'
  await there.manager.streams.add({ name: stream, subjects: ['record.outside.far'], duplicate_window: 100e6 })
  const message = {
    data: encodeDeliveryBatch([deliveryOf('far', 'd-0')], 1),
    subject: 'events.outside.far',
    seq: 7,
    storedAtUs: 123,
    ackSubject: '',
  }
  const bus = outsideBusOf(exotic('far', 'nats://x'))
  if (bus === undefined) throw new Error('no bus')
  const faults: unknown[] = []
  const ids = new Coalesced(() => storedIds(there, stream, 10))
  const deps = {
    target: () => Promise.resolve({ server: there, ids }),
    stop: new AbortController().signal,
    onCopied: () => {},
    onFault: (fault: unknown) => void faults.push(fault),
    onUnreadable: () => {},
  }
  expect(await copyMessage({ ...message, deliveries: 1 }, bus, deps)).toEqual({ kind: 'ack' })
  // The server forgets the id.
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(await copyMessage({ ...message, deliveries: 2 }, bus, deps)).toEqual({ kind: 'ack' })
  // Nobody is left who seems to read there.
  expect((await there.manager.streams.info(stream)).state.consumer_count).toBe(0)
  expect(await idsThere(there, 'far')).toEqual(['d-0'])
  // Without the look it would be there twice: the window is really over.
  expect(await copyMessage({ ...message, deliveries: 1 }, bus, deps)).toEqual({ kind: 'ack' })
  expect(await idsThere(there, 'far')).toEqual(['d-0', 'd-0'])
  // The last position is that of a message which somebody removed.
  await there.manager.streams.deleteMessage(stream, 2)
  expect([...(await storedIds(there, stream, 10))]).toEqual(['7-123'])
  await there.manager.streams.deleteMessage(stream, 1)
  expect((await storedIds(there, stream, 10)).size).toBe(0)
  expect(faults).toEqual([])
})
